import { MINUTE } from "#server/platform/clock.ts";
import { countTowards, NO_TIME_LEFT } from "./due.ts";
import type { Hours } from "./hours.ts";
import { openSpans } from "./opening.ts";
import { clipSpans, type Span, tidySpans } from "./spans.ts";

/** Why a clock is not counting, in words that follow "paused while". */
export type NamedPause = Span & { reason: string };

/** One line of the answer to "Why is this due then?": open time that counted, or a pause that did not. */
export type ReasonLine =
  | { kind: "counted"; from: number; to: number; ms: number; total: number }
  | { kind: "paused"; from: number; to: number; reason: string };

export type Explanation = { deadline: number | null; note: string | null; lines: ReasonLine[] };

/**
 * The windows and pauses that were counted for a deadline, in order of time, found by the same walk that finds the
 * deadline. The counted lines add up to the target: `total` says how much of it was used up by the end of each.
 * Without a deadline there are no counted lines beyond the last pause, and a note that says why.
 */
export function explainDeadline(
  hours: Hours,
  start: number,
  target: number,
  pauses: readonly NamedPause[] = [],
): Explanation {
  const { deadline, stretches } = countTowards(hours, start, target, pauses);
  const counted = stretches.flatMap(({ from, to }) => openSpans(hours(from, to), from, to));
  const paused = tidyPauses(pauses, start, deadline ?? Infinity);
  const lines = [...addUp(counted), ...paused.map((pause) => ({ kind: "paused" as const, ...pause }))];
  return {
    deadline,
    note: deadline === null && !pauses.some(({ to }) => to === Infinity) ? NO_TIME_LEFT : null,
    lines: lines.sort((a, b) => a.from - b.from),
  };
}

function addUp(counted: readonly Span[]): ReasonLine[] {
  let total = 0;
  return counted.map(({ from, to }) => {
    total += to - from;
    return { kind: "counted", from, to, ms: to - from, total };
  });
}

/** Pauses that overlap are one to whoever reads the list, with every reason. */
function tidyPauses(pauses: readonly NamedPause[], from: number, to: number): NamedPause[] {
  return clipSpans(tidySpans(pauses), from, to).map((span) => {
    const within = pauses.filter((one) => one.from < span.to && one.to > span.from && one.from < one.to);
    return { ...span, reason: [...new Set(within.map(({ reason }) => reason))].join(" and ") };
  });
}

/** A duration in words: "1 h 30 min", "45 s". */
export function inWords(ms: number): string {
  const minutes = Math.floor(ms / MINUTE);
  if (minutes === 0) return `${Math.round(ms / 1000)} s`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? `${hours} h` : "", rest > 0 || hours === 0 ? `${rest} min` : ""].filter(Boolean).join(" ");
}
