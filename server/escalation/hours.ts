import { DAY } from "#server/platform/clock.ts";
import type { Calendar } from "./calendar.ts";
import { listOpening, type Opening, type Timetable } from "./opening.ts";

/** Gives the opening for at least the time between two instants. */
export type Hours = (from: number, to: number) => Opening;

/** Listed beyond what is asked for, because the next question is about a moment later. */
const SLACK = 60 * DAY;

/** Hours by one calendar, or by several that followed each other. What was listed once is kept. */
export function hoursOf(timetable: Calendar | Timetable): Hours {
  const parts: Timetable = "timeZone" in timetable ? [{ from: -Infinity, calendar: timetable }] : timetable;
  let known: Opening | undefined;
  return (from, to) => {
    if (known && known.from <= from && to <= known.to) return known;
    known = listOpening(parts, Math.min(from - SLACK, known?.from ?? from), Math.max(to + SLACK, known?.to ?? to));
    return known;
  };
}
