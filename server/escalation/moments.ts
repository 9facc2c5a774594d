import { type Book, hoursKnown } from "./book.ts";
import { type Clock, clocksOf } from "./clocks.ts";
import { deadline, elapsedTime } from "./due.ts";
import type { Fact } from "./facts.ts";
import type { Moment } from "./ladder.ts";

const MINUTE = 60_000;

/** When a step that goes by a promise is due, as of `now`. `left`: what is missing of its time, in its own clock. */
export type Due = { at: number | null; left: number };

/**
 * The instant (ms UTC) at which so much of the promise's time is used up; null while its clock stands still or its
 * calendar has no time left. Undefined where no such promise runs: the step is then passed over.
 */
export function momentOf(moment: Moment, facts: readonly Fact[], book: Book, now: number): Due | undefined {
  const clock = clocksOf(facts, book, now).findLast((one) => isOf(moment, one));
  if (!clock) return undefined;
  const hours = hoursKnown(book, clock.counts, clock.calendarId, now);
  const wanted = Math.max(0, (clock.targetMs * moment.percent) / 100 + moment.minutes * MINUTE);
  const used = elapsedTime(hours, clock.startedAt, Math.max(clock.startedAt, now), clock.pauses);
  const left = Math.max(0, wanted - used);
  if (clock.state === "paused") return { at: left === 0 ? now : null, left };
  return { at: deadline(hours, clock.startedAt, wanted, clock.pauses), left };
}

const isOf = ({ promise }: Moment, { metric, state }: Clock) =>
  (state === "running" || state === "paused") &&
  (promise === "resolution" ? metric === "total-resolution" : metric === "first" || metric === "next");
