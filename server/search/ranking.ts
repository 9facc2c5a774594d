import { type Nearness, nearness } from "./closeness.ts";
import type { Concept } from "./concepts.ts";
import type { Candidate } from "./gathering.ts";
import { cardOf, type Held } from "./held.ts";
import { markTerms } from "./scoring.ts";
import type { Card } from "./segment.ts";
import { likeness } from "./signatures.ts";
import type { Token } from "./tokens.ts";
import type { View } from "./view.ts";

/** The second pass looks at so many of the best. */
export const LOOKED_AT = 50;

/** What the second pass adds, as shares of the first pass's score. */
const WORTH = { coverage: 1, closeness: 0.6, title: 0.5, signature: 1.5 };
/** Enough to put the better of two near-equals first; two that differ by more than this keep their order. */
const STANDING = 0.03;
const LONG_QUERY = 8;

export type Ranked = Candidate &
  Nearness & {
    card: Card;
    /** How well a stored error text is the message asked about, 0 to 1. */
    signature: number;
    final: number;
  };

export type Message = { text: string; tokens: Token[] };

/**
 * The second pass over the best of the first: coverage, closeness, the title, stored error texts, and, among
 * near-equals, what readers said of an article.
 *
 * @param standingOf what is known of an article's help, -1 to 1; 0 where nothing is
 */
export function rank(
  view: View,
  candidates: Candidate[],
  concepts: Concept[],
  { message, standingOf }: { message: Message | null; standingOf: (slug: string) => number },
): Ranked[] {
  const marks = new Map<Held, Uint8Array>();
  for (const at of view.segments) marks.set(at.held, markTerms(at, concepts));
  const taper = Math.min(1, LONG_QUERY / concepts.length);
  const ranked = candidates.slice(0, LOOKED_AT).map((one): Ranked => {
    const card = cardOf(one.at.held, one.document);
    const near = nearness(one.at, one.document, concepts, marks.get(one.at.held) ?? new Uint8Array(0));
    const signature = message ? bestLikeness(view, card.errors, message) : 0;
    const gain =
      WORTH.coverage * one.coverage ** 2 +
      WORTH.closeness * near.closeness * taper +
      WORTH.title * near.inTitle * (0.5 + 0.5 * near.ofTitle) +
      WORTH.signature * signature ** 3;
    const final = one.score * (1 + gain) * (1 + STANDING * standingOf(card.slug));
    return { ...one, ...near, card, signature, final };
  });
  return ranked.sort((a, b) => b.final - a.final || (a.card.slug < b.card.slug ? -1 : 1));
}

function bestLikeness(view: View, errors: string[], { tokens, text }: Message): number {
  let best = 0;
  for (const stored of errors) best = Math.max(best, likeness(view, stored, tokens, text));
  return best;
}
