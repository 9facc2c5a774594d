import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import type { TimeFormats } from "./site.ts";

/** Times in words people use, in their zone: relative up to a day, then the weekday, then the date. */
export function timeFormats(now: number, timeZone: string, language = "en-GB"): TimeFormats {
  const place = { timeZone, language };
  return {
    ago: (at) => ago(now, at, place),
    exact: (at) => format(at, place, EXACT),
    machine: (at) => new Date(at).toISOString(),
    day: (at) => format(at, place, DATE),
  };
}

type Place = { timeZone: string; language: string };

const EXACT = {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
} as const;
const DATE = { day: "numeric", month: "short", year: "numeric" } as const;
const THIS_YEAR = { day: "numeric", month: "short" } as const;

function ago(now: number, at: number, place: Place): string {
  const passed = now - at;
  if (passed < MINUTE) return "just now";
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min ago`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h ago`;
  if (passed < 6 * DAY) return format(at, place, { weekday: "long" });
  return format(at, place, passed < 300 * DAY ? THIS_YEAR : DATE);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

// Making a formatter costs 30 µs and more; using one costs less than one.
function format(at: number, { timeZone, language }: Place, options: Intl.DateTimeFormatOptions): string {
  const key = `${language} ${timeZone} ${Object.keys(options)}`;
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(language, { ...options, timeZone });
  formatters.set(key, formatter);
  return formatter.format(at);
}
