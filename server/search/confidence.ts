import type { Ranked } from "./ranking.ts";

export type Confidence = { answered: boolean; isLikely: boolean };

/**
 * Below ANSWERED we say that we have no answer; from LIKELY on, with a lead over the second, the first is shown as the
 * likely answer. Set on the tuning half of the golden set, judged on the other: `npm run bench:search` prints both.
 */
export const ANSWERED = 0.5;
export const LIKELY = 0.75;
export const LEAD = 1.12;
/** A long text holds many words that no article does: what is near has this much of it. */
export const SIMILAR = 0.25;

/** How sure we are that a result answers, 0 to 1: what share of the question it holds, and how it holds it. */
export function sureness({ coverage, signature, inTitle, closeness }: Ranked): number {
  const words = coverage * (0.85 + 0.1 * inTitle + 0.05 * closeness);
  return Math.max(words, signature >= 0.75 ? signature : 0);
}

export function confidenceOf(ranked: Ranked[]): Confidence {
  const [first, second] = ranked;
  if (!first) return { answered: false, isLikely: false };
  const sure = sureness(first);
  const lead = second ? first.final / second.final : Number.POSITIVE_INFINITY;
  const answered = sure >= ANSWERED;
  return { answered, isLikely: answered && sure >= LIKELY && lead >= LEAD };
}
