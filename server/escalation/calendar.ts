import { type Day, weekdayOf } from "./days.ts";
import type { Span } from "./spans.ts";

/** Minutes of a local day: 540 to 1020 is 09:00 to 17:00, 0 to 1440 the whole day. */
export type Window = Span;

/**
 * When somebody is there, in local time. `week` holds the windows of Monday to Sunday; an exception replaces the
 * windows of its date. Within a day, windows are in order and do not touch.
 */
export type Calendar = {
  timeZone: string;
  week: readonly (readonly Window[])[];
  exceptions: ReadonlyMap<Day, readonly Window[]>;
};

export const MINUTES_A_DAY = 1440;

/** Open at every moment: what a target on the "calendar clock" is measured by. */
export const aroundTheClock = (timeZone: string): Calendar => ({
  timeZone,
  week: Array.from({ length: 7 }, () => [{ from: 0, to: MINUTES_A_DAY }]),
  exceptions: new Map(),
});

export const windowsOn = (calendar: Calendar, day: Day): readonly Window[] =>
  calendar.exceptions.get(day) ?? calendar.week[weekdayOf(day)] ?? [];
