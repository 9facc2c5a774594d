import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { calendarKnown } from "./book.ts";
import { type Calendar, MINUTES_A_DAY, windowsOn } from "./calendar.ts";
import { type Day, dayAt } from "./days.ts";
import { readBook } from "./reading-book.ts";
import { readCalendar } from "./written-calendar.ts";
import { offsetPieces } from "./zones.ts";

/** After so many days without an open one there will be none. */
const FAR = 400;

/** The calendar of the policy that is for whatever no other is for; Monday to Friday before there is one. */
export async function usualCalendar(ctx: Context): Promise<Calendar> {
  const { book } = await readBook(ctx);
  const newest = new Map(book.policies.map(({ policyId, policy }) => [policyId, policy]));
  const last = [...newest.values()].sort((one, other) => other.position - one.position)[0];
  const known = last && calendarKnown(book, last.calendarId, ctx.clock.now());
  return known ? readCalendar(known.written) : mondayToFriday((await readSettings(ctx)).timeZone);
}

const WHOLE_DAY = [{ from: 0, to: MINUTES_A_DAY }];
const mondayToFriday = (timeZone: string): Calendar => ({
  timeZone,
  week: [...Array.from({ length: 5 }, () => WHOLE_DAY), [], []],
  exceptions: new Map(),
});

/**
 * The same time of day so many working days later, in the calendar's own zone. A working day has an open window. From
 * a moment of a day that is none it counts from the beginning of the next. Milliseconds UTC; Infinity where no working
 * day comes any more.
 */
export function workingDaysLater(calendar: Calendar, from: number, days: number): number {
  const offset = offsetAt(calendar.timeZone, from);
  const today = dayAt(from, offset);
  const start = nextWorking(calendar, today);
  const time = start === today ? from + offset - today * DAY : 0;
  let day = start;
  for (let gone = 0; gone < days && day !== null; gone += 1) day = nextWorking(calendar, day + 1);
  return day === null ? Number.POSITIVE_INFINITY : instantAt(calendar.timeZone, day, time);
}

/** The latest moment of which so many working days have passed by now; -1 where there were too few. */
export function workingDaysAgo(calendar: Calendar, now: number, days: number): number {
  let [passed, since] = [now - FAR * DAY, now];
  if (workingDaysLater(calendar, passed, days) > now) return -1;
  while (since - passed > 1) {
    const middle = Math.floor((passed + since) / 2);
    if (workingDaysLater(calendar, middle, days) <= now) passed = middle;
    else since = middle;
  }
  return passed;
}

function nextWorking(calendar: Calendar, from: Day): Day | null {
  for (let day = from; day < from + FAR; day += 1) if (windowsOn(calendar, day).length > 0) return day;
  return null;
}

const offsetAt = (timeZone: string, at: number): number => offsetPieces(timeZone, at, at + 1)[0]?.offset ?? 0;

function instantAt(timeZone: string, day: Day, time: number): number {
  const local = day * DAY + time;
  return local - offsetAt(timeZone, local - offsetAt(timeZone, local));
}
