import type { Concept } from "./concepts.ts";
import { cardOf, type Held } from "./held.ts";
import type { Marks } from "./marking.ts";
import { isIn } from "./other-words.ts";
import { markWords, passageOf } from "./passages.ts";
import type { Ranked } from "./ranking.ts";
import type { SearchResult } from "./search.ts";
import type { Card } from "./segment.ts";
import { tokenize } from "./tokens.ts";

const SAME_MESSAGE = 0.75;
/** From here on it is the message itself; below, one made after the same pattern. */
const VERY_MESSAGE = 0.9;
const MOST_NAMED = 3;

/** Results as they are shown: with the matching words marked, and why they are there. */
export function showResults(ranked: Ranked[], concepts: Concept[], marks: Map<Held, Marks>): SearchResult[] {
  const wanted = new Set(
    concepts.flatMap(({ alternatives }) => alternatives.flatMap(({ forms }) => forms.map(({ term }) => term))),
  );
  return ranked.map((one) => {
    const card = cardOf(one.at.held, one.document);
    const { slug, title, summary, category, type } = card;
    const passage = passageOf(one.at, one.document, concepts, marks.get(one.at.held) as Marks, summary);
    const score = Math.round(one.final * 1000) / 1000;
    const why = reasonOf(one, card, concepts, wanted);
    const isSameError = one.signature >= VERY_MESSAGE;
    const titlePieces = markWords(title, wanted);
    return { slug, title, summary, category, type, score, titlePieces, passage, why, isSameError };
  });
}

/** The strongest evidence, in a few words. */
function reasonOf(
  { at, document, signature, inTitle }: Ranked,
  card: Card,
  concepts: Concept[],
  wanted: ReadonlySet<string>,
): string {
  if (signature >= SAME_MESSAGE) return "the error text matches";
  if (inTitle >= 0.6) return "the title matches";
  const known = card.terms.map((term) => ({ term, share: shareOf(term, wanted) })).sort((a, b) => b.share - a.share)[0];
  if (known && known.share >= 0.99) return `known as “${known.term}”`;
  const named = concepts.flatMap(
    ({ alternatives }) => alternatives.find((one) => isIn(one, at, document))?.shown ?? [],
  );
  return `mentions ${named
    .slice(0, MOST_NAMED)
    .map((word) => `“${word}”`)
    .join(", ")}`;
}

function shareOf(text: string, wanted: ReadonlySet<string>): number {
  const tokens = tokenize(text);
  return tokens.length === 0 ? 0 : tokens.filter(({ term }) => wanted.has(term)).length / tokens.length;
}
