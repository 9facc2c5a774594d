import { settingsList } from "#server/platform/config.ts";

/** Every setting with its default and what it does. */
export function settingsHelp(): string {
  const lines = settingsList().map(({ name, fallback, meaning }) => {
    const value = fallback === "" ? "not set" : fallback;
    return `  ${name} (${value})\n      ${meaning}`;
  });
  return [
    "Settings are read from the environment, or from a file named .env in the folder the portal is started in; the environment wins. Every one is optional; behind each stands its default.",
    ...lines,
    "A wrong value stops the start with its name, the value and what was expected. Secrets the portal needs for itself are made on the first start and kept in DATA_DIR.",
  ].join("\n\n");
}
