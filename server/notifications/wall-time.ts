import { MINUTE } from "#server/platform/clock.ts";

const MINUTES_A_DAY = 1440;

/** "08:30" as minutes of the day; null for what is no time. */
export function readWallTime(text: string): number | null {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The minute of the day that a clock on the wall shows in a zone at an instant (ms UTC). */
export function minuteAt(timeZone: string, at: number): number {
  const formatter =
    formatters.get(timeZone) ??
    new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  formatters.set(timeZone, formatter);
  return readWallTime(formatter.format(at)) ?? 0;
}

/** Whether a minute of the day lies from one time to before another, which may be on the next day. */
export function isWithin({ from, to }: { from: string; to: string }, minute: number): boolean {
  const [start, end] = [readWallTime(from) ?? 0, readWallTime(to) ?? 0];
  return start < end ? start <= minute && minute < end : minute >= start || minute < end;
}

/** The next instant (ms UTC), later than `now`, at which the clock on the wall shows a time. */
export function nextAt(time: string, timeZone: string, now: number): number {
  const wanted = readWallTime(time) ?? 0;
  const minute = Math.floor(now / MINUTE) * MINUTE;
  const ahead = (wanted - minuteAt(timeZone, now) + MINUTES_A_DAY) % MINUTES_A_DAY || MINUTES_A_DAY;
  const guess = minute + ahead * MINUTE;
  // Between now and then the clock may have been put forward or back.
  const off = wanted - minuteAt(timeZone, guess);
  const shift = off > 720 ? off - MINUTES_A_DAY : off < -720 ? off + MINUTES_A_DAY : off;
  const put = guess + shift * MINUTE;
  return put > now && minuteAt(timeZone, put) === wanted ? put : guess;
}
