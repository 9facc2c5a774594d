import { FIELD_NAMES } from "./fields.ts";
import { CIRCLES } from "./search.ts";
import type { Card, Segment } from "./segment.ts";

const FIELD_COUNT = FIELD_NAMES.length;
/** So many entries are read before others get their turn. */
const SLICE = 4000;

/** A segment in use: what is looked up by name, and what has been hidden since it was laid out. */
export type Held = {
  segment: Segment;
  terms: string[];
  numbers: Map<string, number>;
  slugs: string[];
  checksums: string[];
  categories: string[];
  types: string[];
  places: Map<string, number>;
  /** 1 for a document that was removed or replaced. */
  hidden: Uint8Array;
  hiddenCount: number;
  /** As in the segment, without what is hidden. */
  frequencies: Uint32Array;
  /** Documents that are not hidden, by circle, and the sums of their lengths, by circle and field. */
  sizes: number[];
  sums: Float64Array;
};

const lines = (text: Uint8Array) => (text.length === 0 ? [] : new TextDecoder().decode(text).split("\n"));

/** Takes a segment into use, in slices: whoever wants to let others go first waits between them. */
function* opening(segment: Segment): Generator<void, Held> {
  const terms = lines(segment.terms);
  const numbers = new Map<string, number>();
  for (const [number, term] of terms.entries()) {
    numbers.set(term, number);
    if (number % SLICE === SLICE - 1) yield;
  }
  const labels = lines(segment.labels).map((line) => line.split("\t"));
  yield;
  const column = (place: number) => labels.map((label) => label[place] ?? "");
  const slugs = column(0);
  const places = new Map(slugs.map((slug, place) => [slug, place]));
  yield;
  return {
    segment,
    terms,
    numbers,
    slugs,
    checksums: column(1),
    categories: shared(column(2)),
    types: shared(column(3)),
    places,
    hidden: new Uint8Array(segment.size),
    hiddenCount: 0,
    frequencies: segment.frequencies.slice(),
    sizes: [...segment.circleEnds],
    sums: sumsOf(segment),
  };
}

/** Takes a segment into use at once. */
export function hold(segment: Segment): Held {
  const steps = opening(segment);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same without standing in anybody's way. */
export async function holdBetween(segment: Segment): Promise<Held> {
  const steps = opening(segment);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Few values, many documents: each value once. */
function shared(values: string[]): string[] {
  const kept = new Map<string, string>();
  return values.map((value) => {
    if (!kept.has(value)) kept.set(value, value);
    return kept.get(value) ?? value;
  });
}

function sumsOf({ lengths, circleEnds }: Segment): Float64Array {
  const sums = new Float64Array(CIRCLES.length * FIELD_COUNT);
  for (const [circle, end] of circleEnds.entries())
    for (let at = 0; at < end * FIELD_COUNT; at += 1)
      add(sums, circle * FIELD_COUNT + (at % FIELD_COUNT), lengths[at] ?? 0);
  return sums;
}

const add = (numbers: Float64Array | Uint32Array | number[], place: number, amount: number) => {
  numbers[place] = (numbers[place] ?? 0) + amount;
};

/** Takes a document out of sight: out of results, frequencies and averages alike. */
export function hide(held: Held, slug: string): void {
  const document = held.places.get(slug);
  if (document === undefined || held.hidden[document] === 1) return;
  held.hidden[document] = 1;
  held.hiddenCount += 1;
  const { segment, frequencies, sizes, sums, terms } = held;
  const within = CIRCLES.map((_, circle) => document < (segment.circleEnds[circle] ?? 0));
  for (const [circle, isWithin] of within.entries()) {
    if (!isWithin) continue;
    add(sizes, circle, -1);
    for (let field = 0; field < FIELD_COUNT; field += 1)
      add(sums, circle * FIELD_COUNT + field, -(segment.lengths[document * FIELD_COUNT + field] ?? 0));
    for (const term of termsOf(segment, document)) add(frequencies, circle * terms.length + term, -1);
  }
}

/** The terms of a document. Postings are the only place that knows them; one pass over all takes a few milliseconds. */
export function termsOf({ documents, starts }: Segment, document: number): Set<number> {
  const terms = new Set<number>();
  for (let at = documents.indexOf(document); at !== -1; at = documents.indexOf(document, at + 1))
    terms.add(Math.floor(listAt(starts, at) / FIELD_COUNT));
  return terms;
}

/** The list that holds the posting at this place: the last that starts at or before it. */
function listAt(starts: Uint32Array, at: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

const decoder = new TextDecoder();

/** What is shown of a document. */
export const cardOf = ({ segment: { cards, cardStarts } }: Held, document: number): Card =>
  JSON.parse(decoder.decode(cards.subarray(cardStarts[document], cardStarts[document + 1])));

/** A document's whole text, without markup. */
export const bodyOf = ({ segment: { bodies, bodyStarts } }: Held, document: number): string =>
  decoder.decode(bodies.subarray(bodyStarts[document], bodyStarts[document + 1]));
