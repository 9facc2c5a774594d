import { B, BOOSTS, FIELD_NAMES, fieldPlace, K1 } from "./fields.ts";
import type { Held } from "./held.ts";
import { CIRCLES, type Circle } from "./search.ts";

const FIELD_COUNT = FIELD_NAMES.length;
const EXACT = fieldPlace("exact");

/**
 * The index as one circle of readers may know it. Documents, frequencies, averages and words outside the circle are
 * not in it, so nothing that is computed from a view can tell of them.
 */
export type View = {
  circle: number;
  /** Documents in all segments. */
  size: number;
  segments: SegmentView[];
  /** What there is to narrow by. */
  categories: Set<string>;
  types: Set<string>;
  /** How much each field counts, by its number, where that is being tried. */
  boosts?: readonly number[];
};

export type SegmentView = {
  held: Held;
  /** Documents from here on lie outside the circle. */
  end: number;
  /** lunr's length norm, k1 (1 - b + b length / average): document `d`, field `f` at `f * end + d`. */
  norms: Float32Array;
};

/** Makes the view of a circle: cheap, and thrown away with every change. */
export function viewOf(segments: Held[], circle: Circle): View {
  const place = CIRCLES.indexOf(circle);
  const size = segments.reduce((sum, held) => sum + (held.sizes[place] ?? 0), 0);
  const averages = FIELD_NAMES.map((_, field) => {
    const sum = segments.reduce((sum, { sums }) => sum + (sums[place * FIELD_COUNT + field] ?? 0), 0);
    return sum / Math.max(1, size) || 1;
  });
  const views = segments.map((held) => segmentView(held, place, averages));
  return {
    circle: place,
    size,
    segments: views,
    categories: namesIn(views, "categories"),
    types: namesIn(views, "types"),
  };
}

function segmentView(held: Held, circle: number, averages: number[]): SegmentView {
  const end = held.segment.circleEnds[circle] ?? 0;
  const norms = new Float32Array(end * FIELD_COUNT);
  for (let field = 0; field < FIELD_COUNT; field += 1) {
    const average = averages[field] ?? 1;
    for (let document = 0; document < end; document += 1) {
      const length = held.segment.lengths[document * FIELD_COUNT + field] ?? 0;
      norms[field * end + document] = K1 * (1 - B + B * (length / average));
    }
  }
  return { held, end, norms };
}

function namesIn(views: SegmentView[], kind: "categories" | "types"): Set<string> {
  const names = new Set<string>();
  for (const { held, end } of views)
    for (let document = 0; document < end; document += 1)
      if (held.hidden[document] === 0) names.add(held[kind][document] ?? "");
  return names;
}

/** In how many documents of the view a term stands. */
export function frequencyOf(view: View, term: string): number {
  let sum = 0;
  for (const { held } of view.segments) sum += frequencyIn(view, held, held.numbers.get(term));
  return sum;
}

/** Has anybody in the circle written a word just so? Stems that nobody wrote are terms too. */
export const isWritten = (view: View, word: string): boolean =>
  view.segments.some((at) => isWrittenIn(at, at.held.numbers.get(word)));

/** The first documents that hold it are those of the smallest circles. */
export function isWrittenIn({ held, end }: SegmentView, number: number | undefined): boolean {
  if (number === undefined) return false;
  const { starts, documents } = held.segment;
  const list = number * FIELD_COUNT + EXACT;
  for (let at = starts[list] as number; at < (starts[list + 1] as number); at += 1) {
    const document = documents[at] as number;
    if (document >= end) return false;
    if (held.hidden[document] === 0) return true;
  }
  return false;
}

/** The same for one segment and the number a term has in it; 0 for none. */
export const frequencyIn = ({ circle }: View, { frequencies, terms }: Held, number: number | undefined): number =>
  number === undefined ? 0 : (frequencies[circle * terms.length + number] ?? 0);

/** lunr's weight of a rare word: log(1 + |(N - n + 0.5) / (n + 0.5)|). */
export const rarity = (view: View, frequency: number): number =>
  Math.log(1 + Math.abs((view.size - frequency + 0.5) / (frequency + 0.5)));

/** How much a field counts, by its number. */
export const boostOf = ({ boosts = BOOSTS }: View, field: number): number => boosts[field] ?? 1;
