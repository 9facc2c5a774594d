import { piece } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import type { SearchAnswer } from "#server/search/search.ts";
import { findArticle, listCategories } from "./articles.ts";
import { countInWords, type Hit, toHit } from "./search-page.ts";
import { askAddress, inAddress, shorten } from "./words.ts";

export const SUGGESTED = 5;
const NEAREST = 3;

type Best = Hit & { summary: string; html: SafeHtml };

type SuggestionPiece = {
  /** Said aloud when the list changes. */
  status: string;
  count: string;
  shown: string;
  best: Best | null;
  hits: Hit[];
  isAnswered: boolean;
  reducedTo: string | null;
  allHref: string | null;
  askHref: string;
};
export const suggestionPiece = piece<SuggestionPiece>("knowledge/suggest");

/** The list below the search field: the likely answer with its first steps, then a few more. */
export async function suggestions(
  ctx: Context,
  person: Person | null,
  words: string,
  answer: SearchAnswer,
): Promise<SuggestionPiece> {
  const names = new Map((await listCategories(ctx, person)).map(({ slug, title }) => [slug, title]));
  const hits = answer.results.map((result, place) => toHit(result, words, place + 1, names, "suggest"));
  const [first] = answer.results;
  const article = answer.isLikely && first ? await findArticle(ctx, person, first.slug).catch(() => null) : null;
  const [top] = hits;
  const best = article && top ? { ...top, summary: article.summary, html: article.brief } : null;
  return {
    status:
      answer.total === 0
        ? "Nothing found"
        : answer.answered
          ? countInWords(answer.total)
          : "No answer; what comes nearest",
    count: countInWords(answer.total),
    shown: shorten(words),
    best,
    hits: best ? hits.slice(1) : answer.answered ? hits : hits.slice(0, NEAREST),
    isAnswered: answer.answered,
    reducedTo: answer.reducedTo === null ? null : shorten(answer.reducedTo),
    allHref: answer.total > 0 ? `/search?q=${inAddress(words)}` : null,
    askHref: askAddress(words),
  };
}
