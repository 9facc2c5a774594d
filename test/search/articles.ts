import path from "node:path";
import { drawArticle } from "#server/knowledge/drawing.ts";
import { readFolder } from "#server/knowledge/files.ts";
import { readSynonyms } from "#server/knowledge/synonyms.ts";
import { root } from "#server/platform/root.ts";
import type { SearchDocument, SynonymGroup } from "#server/search/search.ts";

const folder = path.join(root, "knowledge");

/** The articles that come with the portal, as the search takes them. */
export const shippedArticles = (): SearchDocument[] => drawn().map(({ document }) => document);

export const shippedSynonyms = (): SynonymGroup[] => readSynonyms(folder).groups;

/** Which articles cover what, the troubleshooting ones and those about one thing first. */
export function shippedCovers(): Map<string, string[]> {
  const covers = new Map<string, string[]>();
  for (const { document, covered } of drawn().sort((a, b) => a.covered.length - b.covered.length))
    for (const code of covered) covers.set(code, [...(covers.get(code) ?? []), document.slug]);
  return covers;
}

const drawn = () =>
  readFolder(folder).files.flatMap(({ slug, category, source }) => {
    const drawn = drawArticle(source);
    if (!drawn.ok) return [];
    const { document, outline, searchText } = drawn.drawing;
    const { title, summary, type, audience, facts } = document;
    const { errors, codes, terms, function: about, covers } = facts;
    const headings = outline.map(({ text }) => text);
    const said = { slug, title, summary, category, type, audience, headings, body: searchText };
    return [{ document: { ...said, errors, codes, terms, function: about } satisfies SearchDocument, covered: covers }];
  });
