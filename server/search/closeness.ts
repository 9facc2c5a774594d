import type { Concept } from "./concepts.ts";
import type { Marks } from "./marking.ts";
import { GAP, NOWHERE } from "./segment.ts";
import type { SegmentView } from "./view.ts";

const FARTHEST = 8;
/** Words in the wrong order say less. */
const TURNED = 0.6;
const WHOLE = 255;

export type Nearness = {
  /** How near neighbours of the question stand to each other in the document, 0 to 1. */
  closeness: number;
  /** What share of the question's weight stands in the title, 0 to 1. */
  inTitle: number;
  /** How well the title, or a heading, an error text, a search term taken alone is what was asked for, 0 to 1. */
  inPiece: number;
  /** Everything asked for stands in one such piece, word after word, in the order it was asked in. */
  isPhrase: boolean;
};

/**
 * One pass over a document's words. Closeness is the mean over pairs of neighbouring concepts, weighted by the lighter
 * of the two, of 1 / distance where both stand at most eight words apart within one piece of text. A piece is as good
 * as the share of the question it holds, times (1 + the share of its own words that were asked for) / 2.
 */
export function nearness({ held }: SegmentView, document: number, concepts: Concept[], marks: Marks): Nearness {
  const { sequence, sequenceStarts, places } = held.segment;
  const from = sequenceStarts[document] as number;
  const to = sequenceStarts[document + 1] as number;
  const weights = [0, ...concepts.map(({ weight }) => weight), 0];
  const whole = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const last = new Int32Array(concepts.length + 2).fill(-1000);
  const lastShare = new Float32Array(concepts.length + 2);
  const pairs = new Float32Array(concepts.length + 1);
  const piece = new Float32Array(concepts.length + 1);
  let length = 0;
  let hits = 0;
  let inTitle = 0;
  let inPiece = 0;
  let run = 0;
  let isPhrase = false;
  for (let at = from; at < to; at += 1) {
    const term = sequence[at] as number;
    if (term === GAP) {
      let held = 0;
      for (let concept = 1; concept < piece.length; concept += 1)
        held += (piece[concept] as number) * (weights[concept] as number);
      if (length > 0 && places[at - 1] === NOWHERE)
        inPiece = Math.max(inPiece, (held / whole) * (0.5 + hits / length / 2));
      if (inTitle === 0 && isFirstPiece(at, from, length)) inTitle = held / whole;
      piece.fill(0);
      last.fill(-1000);
      length = 0;
      hits = 0;
      run = 0;
      continue;
    }
    length += 1;
    const concept = marks.concepts[term] as number;
    run = concept > 0 && concept === run + 1 ? concept : concept === 1 ? 1 : 0;
    if (run === concepts.length && run > 1 && places[at] === NOWHERE) isPhrase = true;
    if (concept === 0) continue;
    const share = (marks.shares[term] as number) / WHOLE;
    const place = at - from;
    hits += share;
    if (share > (piece[concept] as number)) piece[concept] = share;
    raise(pairs, concept - 1, place - (last[concept - 1] as number), share * (lastShare[concept - 1] as number));
    raise(pairs, concept, place - (last[concept + 1] as number), TURNED * share * (lastShare[concept + 1] as number));
    last[concept] = place;
    lastShare[concept] = share;
  }
  return { closeness: mean(weights, pairs), inTitle: Math.min(1, inTitle), inPiece: Math.min(1, inPiece), isPhrase };
}

const isFirstPiece = (at: number, from: number, length: number) => at - from === length;

/** Pair `p` is made of concepts `p` and `p + 1`, counted from 1. */
function raise(pairs: Float32Array, pair: number, distance: number, factor: number): void {
  if (pair < 1 || pair >= pairs.length || distance > FARTHEST) return;
  const value = factor / distance;
  if (value > (pairs[pair] as number)) pairs[pair] = value;
}

function mean(weights: number[], pairs: Float32Array): number {
  let sum = 0;
  let whole = 0;
  for (let pair = 1; pair < pairs.length - 1; pair += 1) {
    const weight = Math.min(weights[pair] ?? 0, weights[pair + 1] ?? 0);
    sum += weight * (pairs[pair] as number);
    whole += weight;
  }
  return whole === 0 ? 0 : sum / whole;
}
