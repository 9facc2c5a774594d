import { DAY } from "#server/platform/clock.ts";
import type { Hours } from "./hours.ts";
import { openBefore, whenOpenFor } from "./opening.ts";
import { clipSpans, type Span, tidySpans } from "./spans.ts";

/** How far a deadline is looked for after the last pause. What is not due by then is never due. */
export const HORIZON = 800 * DAY;
/** Nearly every deadline is within weeks: the far end is listed only for those that are not. */
const REACHES = [30 * DAY, HORIZON];

/** Said of a clock whose deadline lies beyond the horizon. */
export const NO_TIME_LEFT = "calendar has no time left";

/** Open milliseconds between two instants (ms UTC); additive, never negative. */
export function openTime(hours: Hours, from: number, to: number): number {
  if (from >= to) return 0;
  const opening = hours(from, to);
  return openBefore(opening, to) - openBefore(opening, from);
}

/** Open milliseconds between two instants but for those that fall into a pause. Pauses may overlap. */
export function elapsedTime(hours: Hours, from: number, to: number, pauses: readonly Span[]): number {
  const paused = clipSpans(tidySpans(pauses), from, to);
  return openTime(hours, from, to) - paused.reduce((sum, one) => sum + openTime(hours, one.from, one.to), 0);
}

/** The deadline, and the stretches without a pause that were counted for it: together they hold the target. */
export type Counted = { deadline: number | null; stretches: Span[] };

/**
 * The first instant at which `target` ms of open time without pauses have passed since `start`; a target used up at
 * 17:00 is due at 17:00, not next morning. Null when the calendar has no time left within the horizon.
 */
export const deadline = (hours: Hours, start: number, target: number, pauses: readonly Span[] = []): number | null =>
  countTowards(hours, start, target, pauses).deadline;

/** The same, with what was counted. After a pause without an end nothing is due. */
export function countTowards(hours: Hours, start: number, target: number, pauses: readonly Span[]): Counted {
  if (target <= 0) return { deadline: start, stretches: [] };
  const stretches: Span[] = [];
  let from = start;
  let left = target;
  for (const pause of clipSpans(tidySpans(pauses), start, Infinity)) {
    const open = openTime(hours, from, pause.from);
    if (open >= left) break;
    if (from < pause.from) stretches.push({ from, to: pause.from });
    if (pause.to === Infinity) return { deadline: null, stretches };
    left -= open;
    from = pause.to;
  }
  const deadline = whenOpen(hours, from, left);
  if (deadline !== null) stretches.push({ from, to: deadline });
  return { deadline, stretches };
}

function whenOpen(hours: Hours, from: number, left: number): number | null {
  for (const reach of REACHES) {
    const opening = hours(from, from + reach);
    const found = whenOpenFor(opening, openBefore(opening, from) + left);
    if (found !== null && found <= from + reach) return found;
  }
  return null;
}

/** When to warn: at `percent` of the target, in open time like the target itself. */
export const warning = (
  hours: Hours,
  start: number,
  target: number,
  percent: number,
  pauses: readonly Span[] = [],
): number | null => deadline(hours, start, Math.round((target * percent) / 100), pauses);
