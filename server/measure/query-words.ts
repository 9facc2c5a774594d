const SMALL = new Set("a an the to of in on for how do does i is my with and or can we it".split(" "));

/** F25: the words of a query that carry meaning, each once: accents folded, small words and a plural s dropped. */
export function queryWords(query: string): Set<string> {
  const folded = query.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = folded.split(/[^a-z0-9_.#+-]+/).map((word) => word.replace(/^[.-]+|[.-]+$/g, ""));
  return new Set(words.filter((word) => word !== "" && !SMALL.has(word)).map(withoutPlural));
}

const withoutPlural = (word: string) => (word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word);

/** One spelling for what is the same query to a person: trimmed, lower case, single spaces. */
export const normalisedQuery = (query: string) => query.trim().toLowerCase().replace(/\s+/g, " ");
