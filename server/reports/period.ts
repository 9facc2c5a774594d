import { DAY } from "#server/platform/clock.ts";
import { badRequest } from "#server/platform/errors.ts";
import { isWeek, mondayOf, shiftWeek, type Week, type WeekCalendar, weekOfDate } from "#server/platform/weeks.ts";

export type Period = { from: Week; to: Week };
export type PeriodAsked = { from?: string | undefined; to?: string | undefined };

/** A quarter. */
const USUAL_WEEKS = 13;
const MOST_WEEKS = 260;

export const lastFullWeek = (calendar: WeekCalendar, now: number): Week => shiftWeek(calendar.weekOf(now), -1);

/** What was asked for, by week ("2026-W35") or by a date in it; otherwise the last full quarter after the baseline. */
export function readPeriod(asked: PeriodAsked, last: Week, baselineTo: Week | null): Period {
  const usual = usualPeriod(last, baselineTo);
  const to = readWeek("to", asked.to) ?? (usual.to > last && !asked.from ? usual.to : last);
  const from = readWeek("from", asked.from) ?? (usual.from <= to ? usual.from : shiftWeek(to, 1 - USUAL_WEEKS));
  if (from > to) throw badRequest("The period ends before it begins.");
  if (shiftWeek(from, MOST_WEEKS) < to) throw badRequest("A period has at most five years.");
  return { from, to };
}

/** While the baseline still runs, the quarter that will follow it. */
function usualPeriod(last: Week, baselineTo: Week | null): Period {
  const quarter = { from: shiftWeek(last, 1 - USUAL_WEEKS), to: last };
  const after = baselineTo === null ? quarter.from : shiftWeek(baselineTo, 1);
  if (after > last) return { from: after, to: shiftWeek(after, USUAL_WEEKS - 1) };
  return { from: after > quarter.from ? after : quarter.from, to: last };
}

function readWeek(name: string, text: string | undefined): Week | undefined {
  if (text === undefined || text === "") return undefined;
  const week = isWeek(text) ? text : weekOfDate(text);
  if (!week) throw badRequest(`"${name}" is neither a week like 2026-W35 nor a date like 2026-08-24.`);
  return week;
}

const written = (at: number, parts: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: "UTC" }).format(at);

export const firstDay = (week: Week) => new Date(mondayOf(week)).toISOString().slice(0, 10);
export const lastDay = (week: Week) => new Date(mondayOf(week) + 6 * DAY).toISOString().slice(0, 10);

/** "24 Aug to 22 Nov 2026". */
export function datesOf({ from, to }: Period): string {
  const [first, last] = [mondayOf(from), mondayOf(to) + 6 * DAY];
  const isOneYear = new Date(first).getUTCFullYear() === new Date(last).getUTCFullYear();
  const begin = written(first, { day: "numeric", month: "short", ...(isOneYear ? {} : { year: "numeric" }) });
  return `${begin} to ${written(last, { day: "numeric", month: "short", year: "numeric" })}`;
}

/** "January to March", by the month most days of the first and the last week lie in; with the year if it is another. */
export function monthsOf({ from, to }: Period, seenFrom: Week): string {
  const [first, last] = [mondayOf(from) + 3 * DAY, mondayOf(to) + 3 * DAY];
  const yearOf = (at: number) => new Date(at).getUTCFullYear();
  const name = (at: number, withYear: boolean) =>
    written(at, { month: "long", ...(withYear ? { year: "numeric" } : {}) });
  const isOther = yearOf(last) !== yearOf(mondayOf(seenFrom) + 3 * DAY);
  if (yearOf(first) !== yearOf(last)) return `${name(first, true)} to ${name(last, true)}`;
  if (name(first, false) === name(last, false)) return name(first, isOther);
  return `${name(first, false)} to ${name(last, isOther)}`;
}
