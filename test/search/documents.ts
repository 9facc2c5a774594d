import type { SearchDocument, SearchIndex, SearchOptions } from "#server/search/search.ts";
import { openSearchIndex } from "#server/search/search.ts";

/** A document of which a test says only what it is about. */
export const doc = (slug: string, said: Partial<SearchDocument> = {}): SearchDocument => ({
  slug,
  title: slug.replaceAll("-", " "),
  summary: "",
  category: "branches",
  type: "troubleshooting",
  audience: "everyone",
  headings: [],
  body: "",
  errors: [],
  codes: [],
  terms: [],
  function: null,
  ...said,
});

export const open = (documents: SearchDocument[], more: Partial<SearchOptions> = {}): Promise<SearchIndex> =>
  openSearchIndex({ source: () => [documents], directory: null, ...more });

export const slugs = (index: SearchIndex, words: string, more: object = {}): string[] =>
  index.search({ words, audience: "everyone", ...more }).results.map(({ slug }) => slug);
