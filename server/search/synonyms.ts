import { type Token, tokenize } from "./tokens.ts";

/** Words for the same thing. Two-way: each stands for every other. One-way: `from` leads to `to`, not back. */
export type SynonymGroup = { words: string[] } | { from: string[]; to: string[] };

/** Other ways to say some words that stand together, by their terms. */
export type Synonyms = ReadonlyMap<string, { shown: string; tokens: Token[] }[]>;

const MOST_WORDS = 5;
export const MOST_SYNONYMS = 8;

/** Makes groups ready to be looked up by the words of a query; several words may stand for one and one for several. */
export function readySynonyms(groups: readonly SynonymGroup[]): Synonyms {
  const ready = new Map<string, { shown: string; tokens: Token[] }[]>();
  const lead = (from: string, to: string) => {
    const key = keyOf(tokenize(from));
    const tokens = tokenize(to);
    if (key === "" || tokens.length === 0 || key === keyOf(tokens) || !isWhole(from) || !isWhole(to)) return;
    const others = ready.get(key) ?? [];
    if (others.length >= MOST_SYNONYMS || others.some((one) => keyOf(one.tokens) === keyOf(tokens))) return;
    ready.set(key, [...others, { shown: to, tokens }]);
  };
  for (const group of groups) {
    const [from, to] = "words" in group ? [group.words, group.words] : [group.from, group.to];
    for (const one of from) for (const other of to) lead(one, other);
  }
  return ready;
}

/** Of "not there" only "not" would be left: that means too much. */
const isWhole = (words: string) => tokenize(words).length > 1 || words.trim().split(/\s+/).length === 1;

const keyOf = (tokens: Token[]) => tokens.map(({ term }) => term).join(" ");

export type Meaning = { from: number; count: number; others: { shown: string; tokens: Token[] }[] };

/** Every run of words that has synonyms; where runs overlap, the longest from the left. */
export function meaningsOf(tokens: Token[], synonyms: Synonyms): Meaning[] {
  const found: Meaning[] = [];
  for (let from = 0; from < tokens.length; ) {
    const count = longestAt(tokens, from, synonyms);
    if (count > 0) found.push({ from, count, others: synonyms.get(keyOf(tokens.slice(from, from + count))) ?? [] });
    from += Math.max(1, count);
  }
  return found;
}

function longestAt(tokens: Token[], from: number, synonyms: Synonyms): number {
  for (let count = Math.min(MOST_WORDS, tokens.length - from); count > 0; count -= 1)
    if (synonyms.has(keyOf(tokens.slice(from, from + count)))) return count;
  return 0;
}
