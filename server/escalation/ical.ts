import { DAY } from "#server/platform/clock.ts";
import { type Day, readDay, writeDay } from "./days.ts";

export type Holiday = { date: string; label: string };

const MOST_LINES = 50_000;
const MOST_DAYS_OF_AN_EVENT = 31;
const MOST_HOLIDAYS = 1000;

/**
 * The dates that an iCal file names as whole days, in order, each once. A file that is broken gives what could be
 * read of it, never an error. A yearly event is taken for each year of the range; other repetitions are left out, as
 * holidays come as single days.
 */
export function readHolidays(text: string, from: Day, to: Day): Holiday[] {
  const found = new Map<string, string>();
  for (const event of eventsIn(text)) {
    const start = readDate(event.get("DTSTART"));
    if (start === null) continue;
    const end = readDate(event.get("DTEND")) ?? start + 1;
    const length = Math.min(Math.max(end - start, 1), MOST_DAYS_OF_AN_EVENT);
    for (const first of repeats(start, event.get("RRULE"), to))
      for (let day = first; day < first + length; day++)
        if (day >= from && day <= to && found.size < MOST_HOLIDAYS) found.set(writeDay(day), labelOf(event));
  }
  return [...found].map(([date, label]) => ({ date, label })).sort((a, b) => (a.date < b.date ? -1 : 1));
}

type Event = ReadonlyMap<string, string>;

function* eventsIn(text: string): Generator<Event> {
  let event: Map<string, string> | null = null;
  for (const line of unfold(text)) {
    const { name, value } = readLine(line);
    if (name === "BEGIN") event = value.trim().toUpperCase() === "VEVENT" ? new Map() : event;
    else if (name === "END" && value.trim().toUpperCase() === "VEVENT") {
      if (event) yield event;
      event = null;
    } else if (event && !event.has(name)) event.set(name, value);
  }
}

/** A line that begins with a space goes on from the one before. */
const unfold = (text: string): string[] => text.replace(/\r?\n[ \t]/g, "").split(/\r?\n/, MOST_LINES);

function readLine(line: string): { name: string; value: string } {
  const colon = line.indexOf(":");
  const name = (colon < 0 ? line : line.slice(0, colon)).split(";")[0] ?? "";
  return { name: name.trim().toUpperCase(), value: colon < 0 ? "" : line.slice(colon + 1) };
}

function readDate(value: string | undefined): Day | null {
  const [, year, month, date] = /^\s*(\d{4})(\d\d)(\d\d)/.exec(value ?? "") ?? [];
  return year === undefined ? null : readDay(`${year}-${month}-${date}`);
}

function repeats(start: Day, rule: string | undefined, to: Day): Day[] {
  if (!/(^|;)FREQ=YEARLY(;|$)/i.test(rule ?? "") || /BY|INTERVAL|COUNT|UNTIL/i.test(rule ?? "")) return [start];
  const days: Day[] = [];
  const [year = 0] = writeDay(start).split("-").map(Number);
  const last = new Date(to * DAY).getUTCFullYear();
  for (let one = year; one <= last; one++) {
    const day = readDay(`${String(one).padStart(4, "0")}${writeDay(start).slice(4)}`);
    if (day !== null) days.push(day);
  }
  return days;
}

const labelOf = (event: Event): string =>
  (event.get("SUMMARY") ?? "")
    .replace(/\\[nN]/g, " ")
    .replace(/\\(.)/g, "$1")
    .replace(/\s+/g, " ")
    .trim()
    .toWellFormed()
    .slice(0, 120) || "Holiday";
