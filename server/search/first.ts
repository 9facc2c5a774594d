import lunr from "lunr";
import type { SearchAnswer, SearchDocument, SearchIndex, SearchOptions, SearchQuery, SearchResult } from "./search.ts";
import { CIRCLES, type Circle } from "./search.ts";

const FIELDS = { title: 4, errors: 4, terms: 2, headings: 2, summary: 2, body: 1 } as const;
const wordsOf = (text: string): string[] =>
  (
    text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}_+#]+/gu) ?? []
  ).map((word) => (/^[a-z]+$/.test(word) ? lunr.stemmer(new lunr.Token(word, {})).toString() : word));

/** lunr over every document of a circle; made anew at each change. */
export async function openFirst({ documents }: SearchOptions): Promise<SearchIndex> {
  let held = new Map(documents.map((one) => [one.slug, one]));
  let indexes = build(held);
  const change = (work: () => void) => {
    work();
    indexes = build(held);
  };
  const search = (query: SearchQuery): SearchAnswer => ask(indexes[query.audience], held, query);
  return {
    search,
    similar: (words, audience, limit) => search({ words, audience, limit }).results,
    rebuild: async (documents) => change(() => (held = new Map(documents.map((one) => [one.slug, one])))),
    put: (document) => change(() => held.set(document.slug, document)),
    remove: (slug) => change(() => held.delete(slug)),
    close: async () => {},
  };
}

function build(held: Map<string, SearchDocument>): Record<Circle, lunr.Index> {
  const one = (circle: Circle) => {
    const builder = new lunr.Builder();
    builder.ref("slug");
    builder.tokenizer = ((field: string | string[]) => wordsOf([field].flat().join(" "))) as never;
    for (const [name, boost] of Object.entries(FIELDS)) builder.field(name, { boost });
    for (const document of held.values())
      if (CIRCLES.indexOf(document.audience) <= CIRCLES.indexOf(circle)) builder.add(document);
    return builder.build();
  };
  return { everyone: one("everyone"), "signed-in": one("signed-in"), staff: one("staff") };
}

function ask(index: lunr.Index, held: Map<string, SearchDocument>, query: SearchQuery): SearchAnswer {
  const words = [...new Set(wordsOf(query.words.slice(0, 2000)))].slice(0, 24);
  const found = words.length === 0 ? [] : index.query((one) => one.term(words, {}));
  const all = found.flatMap(({ ref, score }): SearchResult[] => {
    const document = held.get(ref);
    if (!document || (query.category && document.category !== query.category)) return [];
    if (query.type && document.type !== query.type) return [];
    const { slug, title, summary, category, type } = document;
    const titlePieces = [{ text: title, isMatch: false }];
    return [{ slug, title, summary, category, type, score, titlePieces, passage: [], why: "" }];
  });
  const { offset = 0, limit = 20 } = query;
  return {
    results: all.slice(offset, offset + limit),
    total: all.length,
    answered: all.length > 0,
    isLikely: (all[0]?.score ?? 0) > 8,
    reducedTo: null,
    alsoSearched: [],
    didYouMean: null,
    facets: { categories: count(all, "category"), types: count(all, "type") },
  };
}

function count(all: SearchResult[], field: "category" | "type"): [string, number][] {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one[field], (counts.get(one[field]) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
