import { DAY, MINUTE } from "#server/platform/clock.ts";
import { readDay } from "./days.ts";
import { readTime } from "./written-calendar.ts";
import { offsetPieces } from "./zones.ts";

/**
 * The instant at which the clock on the wall shows "2026-06-09T18:00". A time that is skipped is the moment of the
 * change; of a time that comes twice it is the first. Null for what is no date and time.
 */
export function readMoment(text: string, timeZone: string): number | null {
  const [, date = "", time = ""] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d)?$/.exec(text.trim()) ?? [];
  const [day, minutes] = [readDay(date), readTime(time)];
  if (day === null || minutes === null) return null;
  const local = day * DAY + minutes * MINUTE;
  for (const { from, to, offset } of offsetPieces(timeZone, local - 2 * DAY, local + 2 * DAY))
    if (local - offset < to) return Math.max(local - offset, from);
  return null;
}
