import { MAIN } from "./concepts.ts";
import { FIELD_NAMES } from "./fields.ts";
import type { Phrase } from "./phrases.ts";
import type { Scored, Scoring } from "./scoring.ts";
import type { Token } from "./tokens.ts";
import type { SegmentView } from "./view.ts";

const FIELD_COUNT = FIELD_NAMES.length;
/** A document is a result where it holds at least this share of what the best one holds. */
const NEAR = 0.3;
/** … and scores at least this share of what the best one scores. */
const FAR = 0.15;

export type Candidate = {
  at: SegmentView;
  document: number;
  score: number;
  /** What share of the question's weight it holds, 0 to 1. */
  coverage: number;
};

export type Narrowing = { category: string | null; type: string | null; without: Token[]; phrases: Phrase[] };

export type Gathered = {
  /** The best, by the first pass. */
  best: Candidate[];
  total: number;
  categories: Map<string, number>;
  types: Map<string, number>;
};

/** Counts what was found, and keeps the best `most` of it. Each filter is counted as if it were not set. */
export function gather({ scored, whole }: Scoring, narrowing: Narrowing, most: number): Gathered {
  const allowed = scored.map((one) => isAllowed(one, narrowing));
  const best = bestOf(scored, allowed);
  const gathered: Gathered = { best: [], total: 0, categories: new Map(), types: new Map() };
  const keep = keeper(most);
  for (const [place, { at, touched, scores, covered }] of scored.entries())
    for (const document of touched) {
      const coverage = covered[document] as number;
      const score = scores[document] as number;
      if (coverage < NEAR * best.coverage || score < FAR * best.score || !allowed[place]?.(document)) continue;
      const category = at.held.categories[document] as string;
      const type = at.held.types[document] as string;
      const isCategory = narrowing.category === null || category === narrowing.category;
      const isType = narrowing.type === null || type === narrowing.type;
      if (isType) count(gathered.categories, category);
      if (isCategory) count(gathered.types, type);
      if (!isCategory || !isType) continue;
      gathered.total += 1;
      const share = whole > 0 ? Math.min(1, coverage / whole) : 0;
      keep.offer({ at, document, score: score * (0.5 + 0.5 * share), coverage: share });
    }
  gathered.best = keep.best();
  return gathered;
}

const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

function bestOf(scored: Scored[], allowed: ((document: number) => boolean)[]): { coverage: number; score: number } {
  const best = { coverage: 0, score: 0 };
  for (const [place, { touched, covered, scores }] of scored.entries())
    for (const document of touched) {
      const [coverage, score] = [covered[document] as number, scores[document] as number];
      if ((coverage <= best.coverage && score <= best.score) || !allowed[place]?.(document)) continue;
      best.coverage = Math.max(best.coverage, coverage);
      best.score = Math.max(best.score, score);
    }
  return best;
}

/** Neither hidden, nor holding a word that is not wanted, nor lacking a phrase that is. */
function isAllowed({ at }: Scored, { without, phrases }: Narrowing): (document: number) => boolean {
  const { hidden } = at.held;
  const unwanted = new Set(without.flatMap((token) => documentsWith(at, token)));
  const wanted = phrases.map(({ tokens }) => tokens.map(({ term }) => at.held.numbers.get(term)));
  return (document) =>
    hidden[document] === 0 && !unwanted.has(document) && wanted.every((phrase) => hasPhrase(at, document, phrase));
}

function documentsWith({ held }: SegmentView, { term }: Token): number[] {
  const number = held.numbers.get(term);
  if (number === undefined) return [];
  const { starts, documents } = held.segment;
  return FIELD_NAMES.flatMap((_, field) => {
    if ((MAIN & (1 << field)) === 0) return [];
    const list = number * FIELD_COUNT + field;
    return [...documents.subarray(starts[list], starts[list + 1])];
  });
}

function hasPhrase({ held }: SegmentView, document: number, phrase: (number | undefined)[]): boolean {
  const { sequence, sequenceStarts } = held.segment;
  const end = (sequenceStarts[document + 1] as number) - phrase.length;
  for (let from = sequenceStarts[document] as number; from <= end; from += 1) {
    let same = 0;
    while (same < phrase.length && sequence[from + same] === phrase[same]) same += 1;
    if (same === phrase.length) return true;
  }
  return false;
}

/** The best of many, without sorting them all: a heap whose top is the worst that is kept. */
function keeper(most: number) {
  const heap: Candidate[] = [];
  const isWorse = (a: number, b: number) => (heap[a] as Candidate).score < (heap[b] as Candidate).score;
  const swap = (a: number, b: number) => {
    [heap[a], heap[b]] = [heap[b] as Candidate, heap[a] as Candidate];
  };
  const rise = (from: number) => {
    for (let at = from; at > 0 && isWorse(at, (at - 1) >> 1); at = (at - 1) >> 1) swap(at, (at - 1) >> 1);
  };
  const sink = () => {
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      let worst = at;
      if (left < heap.length && isWorse(left, worst)) worst = left;
      if (left + 1 < heap.length && isWorse(left + 1, worst)) worst = left + 1;
      if (worst === at) return;
      swap(at, worst);
      at = worst;
    }
  };
  return {
    offer: (one: Candidate) => {
      if (heap.length < most) {
        heap.push(one);
        rise(heap.length - 1);
      } else if (one.score > (heap[0]?.score ?? 0)) {
        heap[0] = one;
        sink();
      }
    },
    best: () => heap.sort((a, b) => b.score - a.score),
  };
}
