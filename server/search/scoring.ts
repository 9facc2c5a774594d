import type { Concept, Form } from "./concepts.ts";
import { FIELD_NAMES, K1 } from "./fields.ts";
import type { Segment } from "./segment.ts";
import { boostOf, type SegmentView, type View } from "./view.ts";

const FIELD_COUNT = FIELD_NAMES.length;

/** What a query may cost, in postings looked at. At ten thousand articles a common word has some thousands a field. */
export const MOST_WORK = 1_500_000;

/** The documents of one segment that hold anything that was asked for. */
export type Scored = {
  at: SegmentView;
  touched: number[];
  scores: Float32Array;
  /** The weight of the concepts a document holds. */
  covered: Float32Array;
};

export type Scoring = { scored: Scored[]; whole: number; work: number };

/**
 * Scores every document of a view: the sum over concepts of lunr's weight, BM25 with k1 1.2 and b 0.75, boosted by
 * field: rarity (k1 + 1) count / (norm + count). Equal to `index.query` of lunr, but for lunr's division by the
 * length of the query and its rounding to three digits. The rarest concepts come first; what would cost more than
 * MOST_WORK is left out.
 *
 * @param fields a set of fields; others are not looked at
 */
export function scoreAll(view: View, concepts: Concept[], fields: number): Scoring {
  const inOrder = [...concepts].sort((a, b) => b.weight - a.weight);
  const budget = { left: MOST_WORK };
  const scored = view.segments.map((at) => scoreSegment(view, at, inOrder, fields, budget));
  const whole = concepts.reduce((sum, { weight }) => sum + weight, 0);
  return { scored, whole, work: MOST_WORK - budget.left };
}

type Budget = { left: number };

function scoreSegment(view: View, at: SegmentView, concepts: Concept[], fields: number, budget: Budget): Scored {
  const { end } = at;
  const scores = new Float32Array(end);
  const covered = new Float32Array(end);
  const found = new Tally(end);
  const best = new Tally(end);
  const touched: number[] = [];
  for (const { alternatives, weight } of concepts) {
    for (const { forms } of alternatives) {
      for (const form of forms) addForm(view, at, form, fields, found, budget);
      for (const document of found.touched) best.keep(document, found.mass[document] ?? 0, found.credit[document] ?? 0);
      found.clear();
    }
    for (const document of best.touched) {
      if (scores[document] === 0) touched.push(document);
      scores[document] = (scores[document] ?? 0) + (best.mass[document] ?? 0);
      covered[document] = (covered[document] ?? 0) + weight * Math.min(1, best.credit[document] ?? 0);
    }
    best.clear();
  }
  return { at, touched, scores, covered };
}

function addForm(view: View, at: SegmentView, form: Form, fields: number, found: Tally, budget: Budget): void {
  const { held, end, norms } = at;
  const { starts, documents, counts } = held.segment;
  const number = held.numbers.get(form.term);
  if (number === undefined) return;
  found.startForm();
  for (let field = 0; field < FIELD_COUNT; field += 1) {
    if ((form.fields & fields & (1 << field)) === 0) continue;
    const list = number * FIELD_COUNT + field;
    const from = starts[list] ?? 0;
    const to = within(documents, from, starts[list + 1] ?? 0, end);
    if (budget.left < to - from) return;
    budget.left -= to - from;
    const weight = form.weight * boostOf(view, field) * (K1 + 1);
    for (let place = from; place < to; place += 1) {
      const document = documents[place] as number;
      const count = counts[place] as number;
      found.add(document, (weight * count) / ((norms[field * end + document] as number) + count), form.credit);
    }
  }
}

/** Where postings leave the circle: they are in the order of the documents. */
function within(documents: Segment["documents"], from: number, to: number, end: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((documents[middle] as number) < end) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Masses by document, cleared by what was touched. */
class Tally {
  readonly mass: Float32Array;
  readonly credit: Float32Array;
  touched: number[] = [];
  private readonly seen: Uint32Array;
  private form = 0;

  constructor(size: number) {
    this.mass = new Float32Array(size);
    this.credit = new Float32Array(size);
    this.seen = new Uint32Array(size);
  }

  startForm(): void {
    this.form += 1;
  }

  add(document: number, mass: number, credit: number): void {
    if (this.mass[document] === 0) this.touched.push(document);
    this.mass[document] = (this.mass[document] as number) + mass;
    // A form counts once, in however many fields it stands.
    if (this.seen[document] === this.form) return;
    this.seen[document] = this.form;
    this.credit[document] = (this.credit[document] as number) + credit;
  }

  keep(document: number, mass: number, credit: number): void {
    if (this.mass[document] === 0) this.touched.push(document);
    if (mass > (this.mass[document] as number)) this.mass[document] = mass;
    if (credit > (this.credit[document] as number)) this.credit[document] = credit;
  }

  clear(): void {
    for (const document of this.touched) {
      this.mass[document] = 0;
      this.credit[document] = 0;
    }
    this.touched = [];
  }
}
