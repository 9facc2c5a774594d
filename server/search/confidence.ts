import type { Concept } from "./concepts.ts";
import type { Ranked } from "./ranking.ts";

export type Confidence = { answered: boolean; isLikely: boolean };

/**
 * Below ANSWERED we say that we have no answer; from LIKELY on, with a lead over the second, the first is shown as the
 * likely answer. Set on the tuning half of the golden set, judged on the other: `npm run bench:search` prints both.
 */
export const ANSWERED = 0.46;
export const LIKELY = 0.7;
export const LEAD = 1.15;
/** A long text holds many words that no article does: what is near has this much of it. */
export const SIMILAR = 0.25;
const SAME_MESSAGE = 0.75;
const SAME_WORDS = 0.5;
/** A score of this much for each unit of the question's weight: its words stand in title, summary and search terms. */
const STRONG = 8;
/** Words nobody has written, where all are such, take this much of the sureness: what they stand for is a guess. */
const GUESSED = 0.35;

/**
 * How sure we are that a result answers, 0 to 1: the share of the question it holds, less where the words only stand
 * somewhere in the text; or that a stored error text is the message.
 */
export function sureness({ coverage, signature, final }: Ranked, concepts: Concept[]): number {
  const whole = concepts.reduce((sum, { weight }) => sum + weight, 0);
  const strength = Math.min(1, final / Math.max(whole, Number.EPSILON) / STRONG);
  const guessed = concepts.reduce((sum, { weight, isUnknown }) => sum + (isUnknown ? weight : 0), 0);
  const words = coverage * (0.55 + 0.45 * strength) * (1 - GUESSED * (guessed / Math.max(whole, Number.EPSILON)));
  return Math.max(words, signature >= SAME_MESSAGE && coverage >= SAME_WORDS ? signature : 0);
}

/** Whether the ranked results, the best first, answer the question, and whether the first is likely to be the answer. */
export function confidenceOf(ranked: Ranked[], concepts: Concept[]): Confidence {
  const [first, second] = ranked;
  if (!first) return { answered: false, isLikely: false };
  const sure = sureness(first, concepts);
  const lead = second ? first.final / second.final : Number.POSITIVE_INFINITY;
  const answered = sure >= ANSWERED;
  return { answered, isLikely: answered && sure >= LIKELY && lead >= LEAD };
}
