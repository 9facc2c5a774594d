import { runCommand } from "#server/cli/running.ts";
import type { Config } from "#server/platform/config.ts";

export type Said = { code: number; out: string; told: string };

/** Runs `portal` with these words on this portal's data, as a person at the keyboard would, or with something piped in. */
export async function portal(config: Config, words: string[], input: string | null = null): Promise<Said> {
  const [out, told]: [string[], string[]] = [[], []];
  const code = await runCommand(words, {
    config: () => config,
    say: (line) => void out.push(line),
    tell: (line) => void told.push(line),
    input: async () => input,
  });
  return { code, out: out.join("\n"), told: told.join("\n") };
}
