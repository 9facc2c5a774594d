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
    due: (at) => due(now, at, place),
    hour: (at) => Number(format(at, { timeZone, language: "en-GB" }, HOUR_ONLY)),
    span: (from, to) => fromTo(from, to, place),
    dueDay: (at) => dueDay(now, at, place),
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

/** What is left is said up to two hours before; what lies further off is a time of day. */
function due(now: number, at: number, place: Place): string {
  const left = at - now;
  if (left < 0) return `${span(-left)} over`;
  if (left < 2 * HOUR) return `${span(left)} left`;
  if (daysUntil(now, at, place) === 0) return format(at, place, TIME);
  return format(at, place, left < 6 * DAY ? DAY_AND_TIME : THIS_YEAR);
}

function span(ms: number): string {
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 2 * HOUR) return `1 h ${String(Math.floor((ms % HOUR) / MINUTE)).padStart(2, "0")} min`;
  return ms < 2 * DAY ? `${Math.floor(ms / HOUR)} h` : `${Math.floor(ms / DAY)} days`;
}

function dueDay(now: number, at: number, place: Place): string {
  if (at < now) return "Overdue";
  const days = daysUntil(now, at, place);
  if (days === 0) return "Due today";
  if (days === 1) return "Due tomorrow";
  return days < 7 ? "Due within a week" : "Due later";
}

function fromTo(from: number, to: number, place: Place): string {
  const isOneDay = dateAt(from, place) === dateAt(to - 1, place);
  return `${format(from, place, MOMENT)}–${format(to, place, isOneDay ? TIME : MOMENT)}`;
}

const daysUntil = (now: number, at: number, place: Place) => (dateAt(at, place) - dateAt(now, place)) / DAY;
const dateAt = (at: number, { timeZone }: Place) => Date.parse(format(at, { timeZone, language: "en-CA" }, ISO_DATE));

const TIME = { hour: "2-digit", minute: "2-digit" } as const;
const DAY_AND_TIME = { weekday: "short", ...TIME } as const;
const HOUR_ONLY = { hour: "2-digit" } as const;
const MOMENT = { weekday: "short", day: "numeric", month: "short", ...TIME } as const;
const ISO_DATE = { year: "numeric", month: "2-digit", day: "2-digit" } as const;

const formatters = new Map<string, Intl.DateTimeFormat>();

// Making a formatter costs 30 µs and more; using one costs less than one.
function format(at: number, { timeZone, language }: Place, options: Intl.DateTimeFormatOptions): string {
  const key = `${language} ${timeZone} ${Object.keys(options)}`;
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(language, { ...options, timeZone });
  formatters.set(key, formatter);
  return formatter.format(at);
}
