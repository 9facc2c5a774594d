import type { Concept } from "./concepts.ts";
import { GAP } from "./segment.ts";
import type { SegmentView } from "./view.ts";

const FARTHEST = 8;
/** Words in the wrong order say less. */
const TURNED = 0.6;

export type Nearness = {
  /** How near neighbours of the question stand to each other in the document, 0 to 1. */
  closeness: number;
  /** What share of the question's weight stands in the title, 0 to 1. */
  inTitle: number;
  /** What share of the title's words the question holds, 0 to 1. */
  ofTitle: number;
};

/**
 * One pass over a document's words. Closeness is the mean over pairs of neighbouring concepts, weighted by the rarer
 * word's partner, of 1 / distance where the two stand at most eight words apart within one field.
 *
 * @param marks which concept each term belongs to, from `markTerms`
 */
export function nearness({ held }: SegmentView, document: number, concepts: Concept[], marks: Uint8Array): Nearness {
  const { sequence, sequenceStarts } = held.segment;
  const from = sequenceStarts[document] as number;
  const to = sequenceStarts[document + 1] as number;
  const last = new Int32Array(concepts.length + 2).fill(-1000);
  const pairs = new Float32Array(concepts.length + 1);
  const titled = new Set<number>();
  let title = 0;
  let titleHits = 0;
  let isTitle = true;
  for (let at = from; at < to; at += 1) {
    const term = sequence[at] as number;
    if (term === GAP) {
      isTitle = false;
      last.fill(-1000);
      continue;
    }
    const concept = marks[term] as number;
    if (isTitle) title += 1;
    if (concept === 0) continue;
    if (isTitle) {
      titleHits += 1;
      titled.add(concept);
    }
    const place = at - from;
    raise(pairs, concept - 1, place - (last[concept - 1] as number), 1);
    raise(pairs, concept, place - (last[concept + 1] as number), TURNED);
    last[concept] = place;
  }
  const weightOf = (concept: number) => concepts[concept - 1]?.weight ?? 0;
  const whole = concepts.reduce((sum, { weight }) => sum + weight, 0) || 1;
  return {
    closeness: mean(concepts, pairs),
    inTitle: [...titled].reduce((sum, concept) => sum + weightOf(concept), 0) / whole,
    ofTitle: title === 0 ? 0 : titleHits / title,
  };
}

/** Pair `p` is made of concepts `p` and `p + 1`, counted from 1. */
function raise(pairs: Float32Array, pair: number, distance: number, factor: number): void {
  if (pair < 1 || distance > FARTHEST) return;
  const value = factor / distance;
  if (value > (pairs[pair] as number)) pairs[pair] = value;
}

function mean(concepts: Concept[], pairs: Float32Array): number {
  let sum = 0;
  let whole = 0;
  for (let pair = 1; pair < concepts.length; pair += 1) {
    const weight = Math.min(concepts[pair - 1]?.weight ?? 0, concepts[pair]?.weight ?? 0);
    sum += weight * (pairs[pair] as number);
    whole += weight;
  }
  return whole === 0 ? 0 : sum / whole;
}
