import { Temporal } from "temporal-polyfill";
import { DAY, WEEK } from "./clock.ts";

/** An ISO week, "2026-W10": it begins on Monday, and the first one of a year holds its first Thursday. */
export type Week = string;

/** What falls into which week of a time zone. Weeks in which the clocks change are an hour shorter or longer. */
export type WeekCalendar = {
  timeZone: string;
  weekOf(at: number): Week;
  start(week: Week): number;
  end(week: Week): number;
};

const SHAPE = /^(\d{4})-W(\d{2})$/;

export const isWeek = (text: string): text is Week => SHAPE.test(text) && weekOfMonday(mondayOf(text)) === text;

/** Midnight of its Monday as if in UTC: for counting with dates, not with instants. */
export function mondayOf(week: Week): number {
  const [, year, number] = SHAPE.exec(week) ?? [];
  const fourth = Date.UTC(Number(year), 0, 4);
  return fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY + (Number(number) - 1) * WEEK;
}

function weekOfMonday(monday: number): Week {
  const thursday = new Date(monday + 3 * DAY);
  const year = thursday.getUTCFullYear();
  const number = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / WEEK) + 1;
  return `${year}-W${String(number).padStart(2, "0")}`;
}

/** The week a calendar date "2026-03-09" lies in; undefined where there is no such date. */
export function weekOfDate(date: string): Week | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  // The 31st of February would pass for the 3rd of March.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date) return undefined;
  return weekOfMonday(at - ((new Date(at).getUTCDay() + 6) % 7) * DAY);
}

export const shiftWeek = (week: Week, by: number): Week => weekOfMonday(mondayOf(week) + by * WEEK);

/** Both ends included; none where they are the wrong way round. */
export function weeksBetween(from: Week, to: Week): Week[] {
  const count = Math.round((mondayOf(to) - mondayOf(from)) / WEEK) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, place) => shiftWeek(from, place));
}

/** Remembers the weeks it has met: finding a time zone's midnight costs a hundred microseconds. */
export function weekCalendar(timeZone: string): WeekCalendar {
  const starts = new Map<Week, number>();
  const start = (week: Week) => {
    const known = starts.get(week) ?? midnight(mondayOf(week), timeZone);
    starts.set(week, known);
    return known;
  };
  const end = (week: Week) => start(shiftWeek(week, 1));
  const weekOf = (at: number) => {
    const day = Math.floor(at / DAY) * DAY;
    const near = weekOfMonday(day - ((new Date(day).getUTCDay() + 6) % 7) * DAY);
    if (at < start(near)) return shiftWeek(near, -1);
    return at >= end(near) ? shiftWeek(near, 1) : near;
  };
  return { timeZone, weekOf, start, end };
}

function midnight(day: number, timeZone: string): number {
  const date = new Date(day).toISOString().slice(0, 10);
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone }).epochMilliseconds;
}
