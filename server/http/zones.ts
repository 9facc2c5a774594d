import { z } from "zod";
import type { Option } from "./fields.ts";

const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone")];

export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Every zone to choose from. The one in use is among them even where it goes by an older name. */
export function zoneOptions(current: string | null): Option[] {
  const zones = current && !ZONES.includes(current) ? [current, ...ZONES] : ZONES;
  return zones.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }));
}

/** The portal speaks English only; what differs is how dates and numbers are written. */
export const LANGUAGES = ["en-GB", "en-US", "en-AU", "en-CA", "en-IE", "en-IN", "en-NZ", "en-ZA"] as const;

const countries = new Intl.DisplayNames("en", { type: "region" });

/** Each with an example, as few people know what their country's dates are called. */
export const languageOptions = (example: number): Option[] =>
  LANGUAGES.map((language) => {
    const date = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
    return { value: language, label: `English, ${countries.of(language.slice(3))}: ${date.format(example)}` };
  });

export const timeZone = z.string().refine((zone) => zone !== "" && zone.length <= 64 && isTimeZone(zone), {
  error: "This is no time zone. Write it like Europe/Berlin.",
});

export const language = z.enum(LANGUAGES, { error: "Choose one of these languages." });

/** Empty means: like the organisation. */
export const orUsual = <Value extends string>(kind: z.ZodType<Value, string>) =>
  z.string().transform((text, issues): Value | null => {
    if (text === "") return null;
    const read = kind.safeParse(text);
    if (read.success) return read.data;
    issues.addIssue(read.error.issues[0]?.message ?? "This does not fit.");
    return z.NEVER;
  });
