import { DAY } from "#server/platform/clock.ts";

/** A date without a zone, as the number of days since 1970-01-01. */
export type Day = number;

const WRITTEN = /^(\d{4})-(\d\d)-(\d\d)$/;

/** "2026-12-25" as a day; null for what is no date, like the 30th of February. */
export function readDay(text: string): Day | null {
  const [, year, month, date] = WRITTEN.exec(text) ?? [];
  if (year === undefined) return null;
  const day = Math.floor(Date.UTC(Number(year), Number(month) - 1, Number(date)) / DAY);
  return writeDay(day) === text ? day : null;
}

export const writeDay = (day: Day): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Monday is 0, Sunday 6. The first day of 1970 was a Thursday. */
export const weekdayOf = (day: Day): number => (((day + 3) % 7) + 7) % 7;

/** The local date at an instant where local time is UTC plus `offset`. */
export const dayAt = (instant: number, offset: number): Day => Math.floor((instant + offset) / DAY);
