import { MINUTE } from "#server/platform/clock.ts";
import { type Course, earliest, followedBy, type Law, latest, listedOnce, sameTime } from "./course.ts";
import { deadline } from "./due.ts";
import type { Hours } from "./hours.ts";
import { type Opening, whenOpenFor } from "./opening.ts";
import type { Span } from "./spans.ts";

/** When what is told to somebody comes to them: at once, or after their quiet hours, or with the daily mail. */
export type Channel = Law;

/** Somebody a step tells. They can be reached while the calendar is open and they are not away. */
export type Listener = { channel: Channel; away: readonly Away[] };
/** `deputy` hears of it in their place, unless they are away as well. */
export type Away = Span & { deputy?: { channel: Channel; away: readonly Span[] } };
/** Whoever has the turn is reached whatever the hour. `listener` null: nobody has it. */
export type Shift = Span & { channel: Channel | null };

/** A step as it concerns coverage: how long it waits after the one before, and whom it tells. */
export type CoveredStep = {
  afterMinutes: number;
  counts: "business" | "calendar";
  /** In place of the delay: the moment at which so much of a promise's own time is used up. */
  at?: { hours: Hours; target: number } | null;
  listeners: readonly Listener[];
  rotas: readonly (readonly Shift[])[];
  /** It calls a webhook: no person is reached by that, yet the step has told somebody, so the next one waits. */
  calls?: boolean;
};

export type Setup = {
  hours: Hours;
  /** Those who are told of the question itself when it is asked. */
  opening: readonly Listener[];
  /** In the order they are taken, with all repetitions. */
  steps: readonly CoveredStep[];
  /** Those who are told when the whole ladder reached nobody. */
  fallback: readonly Listener[];
  /** They are told after the last step whoever was told before. */
  endsWithThem?: boolean;
};

/**
 * When somebody who can be reached hears of a question, for every instant (ms UTC) from `from` to before `to` at which it
 * may be asked, if nobody does anything about it. Exact: the result is cut wherever any window, turn, absence or quiet
 * hour begins to matter, and stands still or moves along in between. Infinity: nobody, within the calendar's horizon.
 */
export function coverage({ hours, opening, steps, fallback, endsWithThem }: Setup, from: number, to: number): Course {
  let taken: Course = sameTime(from, to);
  let heard = followedBy(taken, reaching(hours, opening, []));
  let before: CoveredStep | null = null;
  for (const [place, step] of steps.entries()) {
    taken = step.at
      ? latest(taken, followedBy(sameTime(from, to), counted(step.at.hours, step.at.target)))
      : followedBy(taken, waiting(hours, step, before));
    heard = earliest(heard, followedBy(taken, reaching(hours, step.listeners, step.rotas)));
    if (place === 0) heard = earliest(heard, followedBy(taken, falling(hours, steps, fallback)));
    before = step;
  }
  if (before && endsWithThem) heard = earliest(heard, followedBy(taken, reaching(hours, fallback, [])));
  return heard;
}

/** How long a step waits. After one that told nobody it does not wait: such a step is passed at once. */
function waiting(hours: Hours, { afterMinutes, counts }: CoveredStep, before: CoveredStep | null): Law {
  const law = counts === "calendar" ? delayed(afterMinutes * MINUTE) : counted(hours, afterMinutes * MINUTE);
  if (!before) return law;
  return {
    at: (instant) => (tellsNobody(before, instant) ? instant : law.at(instant)),
    breaksIn: listedOnce((from, to) => [...law.breaksIn(from, to), ...before.rotas.flat().flatMap(edges)]),
  };
}

const delayed = (delay: number): Law => ({ at: (instant) => instant + delay, breaksIn: () => [] });

/** So much open time later: beside where it opens and closes, it jumps where it is used up just as it closes. */
export function counted(hours: Hours, delay: number): Law {
  return {
    at: (instant) => deadline(hours, instant, delay) ?? Infinity,
    breaksIn: listedOnce((from, to) => {
      const opening = hours(from, deadline(hours, to, delay) ?? to);
      const jumps = opening.sums.flatMap((sum) => usedUpAt(opening, sum - delay));
      return [...opening.starts, ...opening.ends, ...jumps];
    }),
  };
}

/** From when to when so much open time has passed: while it is closed that is more than a moment. */
function usedUpAt(opening: Opening, sum: number): number[] {
  const at = sum > 0 ? whenOpenFor(opening, sum) : null;
  if (at === null) return [];
  const next = opening.starts[opening.ends.indexOf(at) + 1];
  return opening.ends.includes(at) && next !== undefined ? [at, at + 1, next + 1] : [at, at + 1];
}

/** When the first of those who are told at an instant is reached. */
function reaching(hours: Hours, listeners: readonly Listener[], rotas: CoveredStep["rotas"]): Law {
  return {
    at: (instant) =>
      Math.min(
        ...listeners.map((one) => listening(hours, inPlaceOf(one, instant), instant)),
        ...rotas.map((rota) => channelAt(rota, instant)?.at(instant) ?? Infinity),
        Infinity,
      ),
    breaksIn: listedOnce((from, to) => {
      const opening = hours(from, to);
      const deputies = listeners.flatMap(({ away }) => away.flatMap(({ deputy }) => deputy ?? []));
      const channels = [
        ...[...listeners, ...deputies].map(({ channel }) => channel),
        ...rotas.flat().flatMap((one) => one.channel ?? []),
      ];
      return [
        ...[
          ...opening.starts,
          ...opening.ends,
          ...[...listeners, ...deputies].flatMap(({ away }) => away.flatMap(edges)),
        ],
        ...[...rotas.flat().flatMap(edges), ...[...new Set(channels)].flatMap((one) => one.breaksIn(from, to))],
      ];
    }),
  };
}

/** Only where every step would tell nobody do those hear who are there for that. */
function falling(hours: Hours, steps: readonly CoveredStep[], fallback: readonly Listener[]): Law {
  const law = reaching(hours, fallback, []);
  return {
    at: (instant) => (steps.every((step) => tellsNobody(step, instant)) ? law.at(instant) : Infinity),
    breaksIn: listedOnce((from, to) => [
      ...law.breaksIn(from, to),
      ...steps.flatMap(({ rotas }) => rotas.flat().flatMap(edges)),
    ]),
  };
}

function inPlaceOf(listener: Listener, instant: number): Listener {
  const isNow = ({ from, to }: Span) => from <= instant && instant < to;
  const deputy = listener.away.findLast(isNow)?.deputy;
  return deputy && !deputy.away.some(isNow) ? deputy : listener;
}

const edges = ({ from, to }: Span) => [from, to];

const channelAt = (rota: readonly Shift[], instant: number): Channel | null =>
  rota.find(({ from, to }) => from <= instant && instant < to)?.channel ?? null;

const tellsNobody = ({ listeners, rotas, calls }: CoveredStep, instant: number): boolean =>
  !calls && listeners.length === 0 && rotas.every((rota) => channelAt(rota, instant) === null);

const MOST_ABSENCES = 1000;

/** From when it has come to them, the first moment at which it is open and they are not away. */
function listening(hours: Hours, { channel, away }: Listener, instant: number): number {
  let at = channel.at(instant);
  for (let tries = 0; tries < MOST_ABSENCES && at !== Infinity; tries++) {
    at = nextOpen(hours, at);
    const absence = away.find(({ from, to }) => from <= at && at < to);
    if (!absence) return at;
    at = absence.to;
  }
  return Infinity;
}

/** The first open moment from an instant on: one before the first that has an open millisecond behind it. */
function nextOpen(hours: Hours, at: number): number {
  const first = at === Infinity ? null : deadline(hours, at, 1);
  return first === null ? Infinity : first - 1;
}

/** It comes at once, whatever the hour. */
export const atOnce: Channel = { at: (instant) => instant, breaksIn: () => [] };
