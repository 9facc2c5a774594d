import { ARTICLE_TYPES } from "#server/knowledge/article.ts";
import type { SearchDocument } from "#server/search/search.ts";

const VOCABULARY = 30_000;
const SENTENCES = 28;

/** The same numbers each time: two runs compare. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SYLLABLES = "ka lo mi ra te sun vor dex pla gro fin tal men qui bar zo ner lim pos tra".split(" ");

/** Words as often as words are: the second half as often as the first, and so on. */
function vocabulary(random: () => number): () => string {
  const words = Array.from({ length: VOCABULARY }, (_, place) => {
    const count = 2 + Math.floor(random() * 3);
    const word = Array.from({ length: count }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join("");
    return place % 12 === 7 ? `${word}_${SYLLABLES[place % SYLLABLES.length]}` : word;
  });
  return () => words[Math.floor(VOCABULARY ** random()) - 1] ?? "ka";
}

/** Articles of about four hundred words, 2.6 kB, with everything ours have. */
export function manyArticles(count: number): { documents: SearchDocument[]; word: () => string } {
  const random = dice(11);
  const word = vocabulary(random);
  const some = (least: number, most: number) =>
    Array.from({ length: least + Math.floor(random() * (most - least)) }, word).join(" ");
  const documents = Array.from({ length: count }, (_, place): SearchDocument => {
    const body = Array.from({ length: SENTENCES }, () => `${some(8, 20)}.`).join(" ");
    return {
      slug: `article-${place}`,
      title: some(3, 8),
      summary: some(10, 20),
      category: `category-${place % 10}`,
      type: ARTICLE_TYPES[place % ARTICLE_TYPES.length] ?? "how-to",
      audience: place % 20 === 0 ? "staff" : "everyone",
      headings: Array.from({ length: 5 }, () => some(1, 4)),
      body,
      errors: [`${some(2, 4)} failed: "${some(1, 2)}" ${some(3, 5)}`],
      codes: [],
      terms: Array.from({ length: 6 }, () => some(1, 4)),
      function: null,
    };
  });
  return { documents, word };
}
