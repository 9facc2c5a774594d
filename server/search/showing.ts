import type { Concept } from "./concepts.ts";
import type { Held } from "./held.ts";
import { markWords, passageOf } from "./passages.ts";
import type { Ranked } from "./ranking.ts";
import { markTerms } from "./scoring.ts";
import type { SearchResult } from "./search.ts";
import { tokenize } from "./tokens.ts";
import type { View } from "./view.ts";

const SAME_MESSAGE = 0.75;
const MOST_NAMED = 3;

/** Results as they are shown: with the matching words marked, and why they are there. */
export function showResults(view: View, ranked: Ranked[], concepts: Concept[]): SearchResult[] {
  const marks = new Map<Held, Uint8Array>();
  for (const at of view.segments) marks.set(at.held, markTerms(at, concepts));
  const wanted = new Set(
    concepts.flatMap(({ alternatives }) => alternatives.flatMap(({ forms }) => forms.map(({ term }) => term))),
  );
  return ranked.map((one) => {
    const { slug, title, summary, category, type } = one.card;
    const passage = passageOf(one.at, one.document, concepts, marks.get(one.at.held) ?? new Uint8Array(0));
    const score = Math.round(one.final * 1000) / 1000;
    const why = reasonOf(one, concepts, wanted);
    return { slug, title, summary, category, type, score, titlePieces: markWords(title, wanted), passage, why };
  });
}

/** The strongest evidence, in a few words. */
function reasonOf({ card, signature, inTitle }: Ranked, concepts: Concept[], wanted: ReadonlySet<string>): string {
  if (signature >= SAME_MESSAGE) return "the error text matches";
  if (inTitle >= 0.6) return "the title matches";
  const known = card.terms.map((term) => ({ term, share: shareOf(term, wanted) })).sort((a, b) => b.share - a.share)[0];
  if (known && known.share >= 0.99) return `known as “${known.term}”`;
  const named = new Set<string>();
  for (const { alternatives, word } of concepts)
    if (named.size < MOST_NAMED && alternatives.length > 0) named.add(alternatives[0]?.shown ?? word);
  return `mentions ${[...named].map((word) => `“${word}”`).join(", ")}`;
}

function shareOf(text: string, wanted: ReadonlySet<string>): number {
  const tokens = tokenize(text);
  return tokens.length === 0 ? 0 : tokens.filter(({ term }) => wanted.has(term)).length / tokens.length;
}
