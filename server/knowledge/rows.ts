import type { Drawing } from "./drawing.ts";
import { DRAWN_WITH } from "./drawing.ts";
import type { NewArticle } from "./writing-store.ts";

/** What a row of the article table takes from the article's source. */
export function drawnColumns({ document, html, brief, outline, searchText, words }: Drawing) {
  const { title, type, audience, summary, facts } = document;
  return {
    type,
    audience,
    title,
    sort_key: sortKeyOf(title),
    summary,
    html,
    brief,
    outline: JSON.stringify(outline),
    search_text: searchText,
    facts: JSON.stringify(facts),
    words,
    drawn_with: DRAWN_WITH,
  } satisfies Partial<NewArticle>;
}

/** Titles stand in a list by their first word, whatever quotes or capitals they begin with. */
const sortKeyOf = (title: string) => title.toLowerCase().replace(/^[^\p{L}\p{N}]+/u, "") || title;
