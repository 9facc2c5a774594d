import { DAY } from "#server/platform/clock.ts";
import type { Span } from "./spans.ts";

/**
 * How an instant follows from another: for every instant from `from` to before `to` (ms UTC) the value is `at`, plus the
 * time since `from` where it moves along. Infinity is never.
 */
export type Piece = { from: number; to: number; at: number; moves: boolean };

/** Pieces in order that touch, and together cover the time in question. */
export type Course = readonly Piece[];

/**
 * An instant as a function of another that only ever stands still, moves along, or jumps. `breaksIn` names at least
 * every instant in between at which it begins to do something else.
 */
export type Law = { at(instant: number): number; breaksIn(from: number, to: number): number[] };

const SLACK = 60 * DAY;

/** Breaks that are listed once for all the time that is asked for, and then only looked up: pieces are many. */
export function listedOnce(list: Law["breaksIn"]): Law["breaksIn"] {
  let known: { from: number; to: number; breaks: number[] } | undefined;
  return (from, to) => {
    if (!known || from < known.from || to > known.to) {
      const [first, last] = [Math.min(from, known?.from ?? from), Math.max(to, known?.to ?? to) + SLACK];
      known = { from: first, to: last, breaks: [...new Set(list(first, last))].sort((a, b) => a - b) };
    }
    const { breaks } = known;
    return breaks.slice(placeOf(breaks, from), placeOf(breaks, to));
  };
}

/** How many of them lie before an instant. */
function placeOf(sorted: readonly number[], instant: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const sameTime = (from: number, to: number): Course => [{ from, to, at: from, moves: true }];

export const valueIn = ({ from, at, moves }: Piece, instant: number): number => (moves ? at + instant - from : at);

/** The value at an instant the course covers. */
export function valueAt(course: Course, instant: number): number {
  let low = 0;
  let high = course.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((course[middle] as Piece).from <= instant) low = middle;
    else high = middle - 1;
  }
  return valueIn(course[low] as Piece, instant);
}

/** First the course, then the law: when a ticket's step is taken, and from that when somebody hears of it. */
export function followedBy(course: Course, law: Law): Course {
  return joined(course.flatMap((piece) => (piece.moves ? bend(piece, law) : [still(piece, law)])));
}

const still = (piece: Piece, law: Law): Piece => ({
  ...piece,
  at: piece.at === Infinity ? Infinity : law.at(piece.at),
});

function bend({ from, to, at }: Piece, law: Law): Piece[] {
  const end = at + to - from;
  const cuts = [...new Set(law.breaksIn(at, end))].filter((cut) => at < cut && cut < end).sort((a, b) => a - b);
  return [at, ...cuts].map((start, place) => {
    const stop = cuts[place] ?? end;
    const [first, last] = [law.at(start), law.at(stop - 1)];
    const moves = first !== Infinity && stop - start > 1 && last - first === stop - 1 - start;
    if (!moves && first !== last) throw new Error(`A law did something else between ${start} and ${stop}.`);
    return { from: from + start - at, to: from + stop - at, at: first, moves };
  });
}

/** Whichever comes first, at every instant. Both cover the same time. */
export const earliest = (one: Course, other: Course): Course =>
  joined([...sideBySide(one, other)].flatMap(([a, b]) => earlierOf(a, b)));

function earlierOf(a: Piece, b: Piece): Piece[] {
  if (a.moves === b.moves) return [a.at <= b.at ? a : b];
  const [moving, standing] = a.moves ? [a, b] : [b, a];
  const meet = meeting(moving, standing);
  if (meet <= moving.from) return [standing];
  if (meet >= moving.to) return [moving];
  return [
    { ...moving, to: meet },
    { ...standing, from: meet },
  ];
}

/** Whichever comes last, at every instant. Both cover the same time. */
export const latest = (one: Course, other: Course): Course =>
  joined(
    [...sideBySide(one, other)].flatMap(([a, b]) => {
      if (a.moves === b.moves) return [a.at > b.at ? a : b];
      const [moving, standing] = a.moves ? [a, b] : [b, a];
      const meet = Math.min(Math.max(meeting(moving, standing), moving.from), moving.to);
      const parts = [
        { ...standing, to: meet },
        { ...moving, from: meet, at: valueIn(moving, meet) },
      ];
      return parts.filter(({ from, to }) => from < to);
    }),
  );

/** When the one comes later than the other. Both cover the same time. */
export function later(one: Course, other: Course): Span[] {
  const spans: Span[] = [];
  for (const [a, b] of sideBySide(one, other)) {
    const [from, to] = laterIn(a, b);
    const last = spans.at(-1);
    if (from >= to) continue;
    if (last?.to === from) last.to = to;
    else spans.push({ from, to });
  }
  return spans;
}

/** At the very moment at which they meet, neither is later. */
function laterIn(a: Piece, b: Piece): [number, number] {
  if (a.moves === b.moves) return [a.from, a.at > b.at ? a.to : a.from];
  if (a.moves) return [Math.max(a.from, meeting(a, b) + 1), a.to];
  return [a.from, Math.min(a.to, meeting(b, a))];
}

/** When the one that moves comes to what the other stands at; it may be outside of both. */
const meeting = (moving: Piece, standing: Piece): number => moving.from + standing.at - moving.at;

function* sideBySide(one: Course, other: Course): Generator<[Piece, Piece]> {
  let [i, j] = [0, 0];
  while (i < one.length && j < other.length) {
    const [a, b] = [one[i] as Piece, other[j] as Piece];
    const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)];
    if (from < to) yield [part(a, from, to), part(b, from, to)];
    if (a.to <= b.to) i += 1;
    if (b.to <= a.to) j += 1;
  }
}

const part = (piece: Piece, from: number, to: number): Piece => ({ ...piece, from, to, at: valueIn(piece, from) });

function joined(pieces: readonly Piece[]): Course {
  const course: Piece[] = [];
  for (const piece of pieces) {
    const last = course.at(-1);
    const goesOn = last && last.moves === piece.moves && valueIn(last, piece.from) === piece.at;
    if (goesOn) last.to = piece.to;
    else course.push({ ...piece });
  }
  return course;
}
