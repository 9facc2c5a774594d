import { z } from "zod";
import { type Calendar, MINUTES_A_DAY, type Window } from "./calendar.ts";
import { type Day, readDay } from "./days.ts";
import { tidySpans } from "./spans.ts";
import { isTimeZone } from "./zones.ts";

const MOST_WINDOWS = 100;
const MOST_EXCEPTIONS = 2000;

const TIME = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/** "09:30" is 570, "24:00" is 1440; null for what is no time of day. */
export function readTime(text: string): number | null {
  const found = TIME.exec(text);
  if (!found) return null;
  return text === "24:00" ? MINUTES_A_DAY : Number(found[1]) * 60 + Number(found[2]);
}

const NO_TIME = "has to be a time of day like 09:00, at most 24:00.";
const time = z.string({ error: NO_TIME }).refine((text) => readTime(text) !== null, { error: NO_TIME });

const NO_DAYS = "has to be a list of days from 1 (Monday) to 7.";
const NO_DAY = "has to be a day from 1 (Monday) to 7.";
const weekday = z.int({ error: NO_DAY }).min(1, { error: NO_DAY }).max(7, { error: NO_DAY });
const weekdays = z.array(weekday, { error: NO_DAYS }).min(1, { error: NO_DAYS });

const isEmptyWindow = ({ from, to }: { from: string; to: string }) => from === to || from === "24:00";
const EMPTY_WINDOW = "is an empty window; the whole day is 00:00 to 24:00.";

const weekWindow = z
  .strictObject({ days: weekdays.describe("1 is Monday"), from: time, to: time })
  .refine((window) => !isEmptyWindow(window), { error: EMPTY_WINDOW });

const dayWindow = z
  .strictObject({ from: time, to: time })
  .refine((window) => !isEmptyWindow(window), { error: EMPTY_WINDOW })
  .refine(({ from, to }) => isEmptyWindow({ from, to }) || to > from, {
    error: "goes past midnight; the window of a single date ends at 24:00 at the latest.",
  });

const NO_DATE = "has to be a date like 2026-12-25.";
const exception = z.strictObject({
  date: z.string({ error: NO_DATE }).refine((text) => readDay(text) !== null, { error: NO_DATE }),
  windows: z.array(dayWindow).max(MOST_WINDOWS, { error: "has too many windows." }).describe("none: closed that day"),
  label: z.string().max(200).optional(),
});

const NO_ZONE = "has to be an IANA time zone like Europe/Berlin.";

/** A calendar as JSON. Days count from Monday = 1; from a later time to an earlier one goes past midnight. */
export const calendarShape = z.strictObject({
  timeZone: z.string({ error: NO_ZONE }).refine(isTimeZone, { error: NO_ZONE }).describe("an IANA name"),
  windows: z
    .array(weekWindow)
    .max(MOST_WINDOWS, { error: "has too many windows." })
    .describe("times of day like 09:00; from a later to an earlier one goes past midnight"),
  exceptions: z
    .array(exception)
    .max(MOST_EXCEPTIONS, { error: "has too many dates." })
    .default([])
    .describe("these dates have windows of their own"),
});

export type WrittenCalendar = z.infer<typeof calendarShape>;
export type WrittenException = z.infer<typeof exception>;

const readWindow = ({ from, to }: { from: string; to: string }): Window => ({
  from: readTime(from) ?? 0,
  to: readTime(to) ?? 0,
});

/** A calendar that was written as JSON, ready to count by. Windows past midnight are split, equal dates joined. */
export function readCalendar(written: WrittenCalendar): Calendar {
  const week: Window[][] = Array.from({ length: 7 }, () => []);
  for (const { days, ...window } of written.windows)
    for (const day of days) addToWeek(week, day - 1, readWindow(window));
  const exceptions = new Map<Day, Window[]>();
  for (const { date, windows } of written.exceptions) {
    const day = readDay(date) as Day;
    exceptions.set(day, tidySpans([...(exceptions.get(day) ?? []), ...windows.map(readWindow)]));
  }
  return { timeZone: written.timeZone, week: week.map(tidySpans), exceptions };
}

/** A window that ends before it begins goes past midnight: the rest of it belongs to the next day. */
function addToWeek(week: Window[][], weekday: number, { from, to }: Window): void {
  if (from < to) return void week[weekday]?.push({ from, to });
  week[weekday]?.push({ from, to: MINUTES_A_DAY });
  week[(weekday + 1) % 7]?.push({ from: 0, to });
}

/** Nine to five on weekdays: what a desk begins with. */
export const officeHours = (timeZone: string): WrittenCalendar => ({
  timeZone,
  windows: [{ days: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" }],
  exceptions: [],
});
