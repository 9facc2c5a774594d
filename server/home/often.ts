const SHOWN = 4;
/** What fewer people searched for could tell who searched for it. */
const LEAST_PEOPLE = 3;
const LONGEST = 40;

/** The reader is an alias; the text has lost everything that could give somebody away. */
type Search = { text: string; reader: string | null; data: string };

/** Words that several people searched for and found something by, what most of them looked for first. */
export function countOften(searches: Search[]): string[] {
  const readers = new Map<string, Set<string>>();
  for (const { text, reader, data } of searches) {
    const words = text.toLowerCase();
    if (reader === null || !isShowable(words) || (JSON.parse(data) as { results?: unknown }).results === 0) continue;
    readers.set(words, (readers.get(words) ?? new Set()).add(reader));
  }
  return [...readers]
    .filter(([, known]) => known.size >= LEAST_PEOPLE)
    .sort(([one, ones], [other, others]) => others.size - ones.size || (one < other ? -1 : 1))
    .slice(0, SHOWN)
    .map(([words]) => words);
}

/** It fits on a line, leads somewhere, and nothing was taken out of it. */
const isShowable = (words: string) => words.length >= 3 && words.length <= LONGEST && !words.includes("[");
