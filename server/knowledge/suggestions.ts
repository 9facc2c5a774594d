import { randomUUID } from "node:crypto";
import { piece } from "#server/http/view.ts";
import type { Reader } from "#server/journeys/journal.ts";
import { listed, pageToken } from "#server/journeys/page-token.ts";
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
  /** The articles of the list in their order, and the proof that it was shown, for when it is looked at. */
  articles: string[];
  pageToken: string;
};
export const suggestionPiece = piece<SuggestionPiece>("knowledge/suggest");

/** The list below the search field: the likely answer with its first steps, then a few more. */
export async function suggestions(
  ctx: Context,
  reader: Reader,
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
  const isWhole = best !== null || answer.answered;
  const articles = answer.results.slice(0, isWhole ? undefined : NEAREST).map(({ slug }) => slug);
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
    hits: hits.slice(best ? 1 : 0, articles.length),
    isAnswered: answer.answered,
    reducedTo: answer.reducedTo === null ? null : shorten(answer.reducedTo),
    allHref: answer.total > 0 ? `/search?q=${inAddress(words)}` : null,
    askHref: askAddress(words),
    articles,
    pageToken: pageToken(ctx, reader, randomUUID(), listed(articles)),
  };
}
