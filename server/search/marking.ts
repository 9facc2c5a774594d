import { type Concept, MAIN } from "./concepts.ts";
import type { Held } from "./held.ts";
import type { View } from "./view.ts";

/** What each term of a segment means for a question. */
export type Marks = {
  /** The concept it belongs to, counted from 1; 0 for none. */
  concepts: Uint8Array;
  /** How much of the concept it is, 0 to 1, times 255: a synonym is less than the word itself. */
  shares: Uint8Array;
};

/** Marks the terms of one segment that the concepts may be said by; of several concepts, the surest has a term. */
export function markTerms({ terms, numbers }: Held, concepts: Concept[]): Marks {
  const marks = { concepts: new Uint8Array(terms.length), shares: new Uint8Array(terms.length) };
  for (const [place, { alternatives }] of concepts.entries())
    for (const { forms } of alternatives)
      for (const { term, fields, credit } of forms) {
        const number = (fields & MAIN) === 0 ? undefined : numbers.get(term);
        if (number === undefined) continue;
        const share = Math.round(255 * Math.min(1, credit));
        if (share <= (marks.shares[number] as number)) continue;
        marks.concepts[number] = place + 1;
        marks.shares[number] = share;
      }
  return marks;
}

/** The same for each segment of a view. */
export const markView = (view: View, concepts: Concept[]): Map<Held, Marks> =>
  new Map(view.segments.map(({ held }) => [held, markTerms(held, concepts)]));
