import { wordsOfText } from "#server/platform/database/full-text.ts";

/** Words that say nothing of what a question is about. */
const COMMON = new Set(
  "about after again also another because been before being below both cannot could does doing down during each error even from further getting have having here into itself just like more most need only other over same should since some such than that their them then there these they thing this those through under until very want were what when where which while will with without would your".split(
    " ",
  ),
);
const SHORTEST = 4;
const MOST_WORDS = 8;

/** The words by which a ticket may be known again: those of its subject first, each once. */
export function tellingWords(question: string): string[] {
  const words = question.split(/\n/).flatMap((line) => wordsOfText(line));
  const telling = words.filter((word) => (word.length >= SHORTEST || /\d/.test(word)) && !COMMON.has(word));
  return [...new Set(telling)].slice(0, MOST_WORDS);
}

/** One word, and the tickets it stands in, newest first: no more than were looked for. */
export type Standing = { word: string; tickets: readonly number[] };

const LEAST_SHARED = 2;

/**
 * Tickets that share words with one, the likest first. A word that stands in as many tickets as were looked for is in
 * too many to tell anything; the rarer a word, the more it says. One shared word is a coincidence, unless it is all
 * there is to share.
 */
export function rankSimilar(standings: readonly Standing[], besides: number, limit: number, most: number): number[] {
  const rare = standings
    .map(({ word, tickets }) => ({ word, tickets: [...new Set(tickets)].filter((id) => id !== besides) }))
    .filter(({ tickets }) => tickets.length > 0 && tickets.length < most);
  const least = Math.min(LEAST_SHARED, rare.length);
  const found = new Map<number, { shared: number; weight: number }>();
  for (const { tickets } of rare)
    for (const id of tickets) {
      const one = found.get(id) ?? { shared: 0, weight: 0 };
      found.set(id, { shared: one.shared + 1, weight: one.weight + Math.log(1 + most / tickets.length) });
    }
  return [...found]
    .filter(([, { shared }]) => shared >= least)
    .sort(([one, a], [other, b]) => b.weight - a.weight || other - one)
    .slice(0, limit)
    .map(([id]) => id);
}
