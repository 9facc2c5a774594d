import lunr from "lunr";

const MOST_KEPT = 50_000;
const kept = new Map<string, string>();

/** The stem of a folded word by lunr's stemmer, which only knows English: words with other letters stay as they are. */
export function stemOf(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  const known = kept.get(word);
  if (known !== undefined) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const stem = lunr.stemmer(new lunr.Token(word, {})).toString();
  kept.set(word, stem);
  return stem;
}
