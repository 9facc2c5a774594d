import { view } from "#server/http/view.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import type { SearchAnswer, SearchResult } from "#server/search/search.ts";
import { type ArticleType, type Category, TYPE_NAMES } from "./article.ts";
import { type FeedbackPiece, feedbackPiece, givenBy } from "./article-page.ts";
import { findArticle, listCategories } from "./articles.ts";
import { PER_PAGE, type Question } from "./searching.ts";
import { askAddress, inAddress, shorten, trail } from "./words.ts";

type Filter = { label: string; count: number; href: string; isChosen: boolean };
type Piece = { text: string; isMatch: boolean };

export type Hit = { href: string; title: Piece[]; passage: Piece[]; why: string; kind: string; category: string };

/** The first result where it is likely to be the answer: the whole article, so that nobody has to open it. */
export type LikelyAnswer = {
  href: string;
  title: Piece[];
  summary: string;
  kind: string;
  category: string;
  why: string;
  html: SafeHtml;
  feedback: FeedbackPiece;
};

type SearchPage = {
  title: string;
  words: string;
  shown: string;
  count: string;
  isAnswered: boolean;
  likely: LikelyAnswer | null;
  hits: Hit[];
  /** What the list of hits is, beside the likely answer or the lack of any. */
  heading: string;
  reducedTo: string | null;
  alsoSearched: string[];
  didYouMean: { words: string; href: string } | null;
  filters: { name: string; choices: Filter[]; allHref: string | null }[];
  /** Where to look when nothing was found, or before anything was typed. */
  categories: Category[];
  previousHref: string | null;
  nextHref: string | null;
  askHref: string;
  /** Where somebody says that they would have asked; null where they cannot, have just done so, or do it of the article. */
  intent: { action: string; words: string } | null;
};
export const searchView = view<SearchPage>("knowledge/search");

export async function searchPage(
  ctx: Context,
  person: Person | null,
  question: Question,
  answer: SearchAnswer,
  hasSaidIntent = false,
): Promise<SearchPage> {
  const { words, page } = question;
  const shelves = await listCategories(ctx, person);
  const names = new Map(shelves.map(({ slug, title }) => [slug, title]));
  const likely = page === 1 ? await likelyAnswer(ctx, person, question, answer) : null;
  const isSaidOfArticle = likely?.feedback.given?.helpful === "yes";
  const canSay = words !== "" && can(person, "knowledge.feedback") && !hasSaidIntent && !isSaidOfArticle;
  const first = (page - 1) * PER_PAGE;
  const hits = answer.results.map((result, place) => toHit(result, words, first + place + 1, names, "search"));
  return {
    title: words === "" ? "Search" : `Search: ${shorten(words)}`,
    words: words.replaceAll("\n", " ⏎ "),
    shown: shorten(words),
    count: countInWords(answer.total),
    isAnswered: answer.answered,
    likely,
    hits: likely ? hits.slice(1) : hits,
    heading: likely ? "Other results" : answer.answered ? "Results" : "What comes nearest",
    reducedTo: answer.reducedTo === null ? null : shorten(answer.reducedTo),
    alsoSearched: answer.alsoSearched,
    didYouMean:
      answer.didYouMean === null
        ? null
        : { words: answer.didYouMean, href: addressOf({ ...question, words: answer.didYouMean, page: 1 }) },
    filters: filtersOf(question, answer, names),
    categories: answer.total === 0 ? shelves.filter(({ count }) => count > 0) : [],
    previousHref: page > 1 ? addressOf({ ...question, page: page - 1 }) : null,
    nextHref: answer.total > first + PER_PAGE && page < 10 ? addressOf({ ...question, page: page + 1 }) : null,
    askHref: askAddress(words),
    intent: canSay ? { action: "/search/intent", words } : null,
  };
}

async function likelyAnswer(
  ctx: Context,
  person: Person | null,
  question: Question,
  { isLikely, results: [best] }: SearchAnswer,
): Promise<LikelyAnswer | null> {
  if (!isLikely || !best) return null;
  const article = await findArticle(ctx, person, best.slug).catch(() => null);
  if (!article) return null;
  const given = await givenBy(ctx, person, article);
  return {
    href: `/articles/${article.slug}${trail(question.words, "search", 1)}`,
    title: best.titlePieces,
    summary: article.summary,
    kind: TYPE_NAMES[article.type],
    category: article.categoryTitle,
    why: best.why,
    html: article.html,
    feedback: feedbackPiece(person, { article, words: question.words, given }, `/articles/${article.slug}/feedback`),
  };
}

export function toHit(
  result: SearchResult,
  words: string,
  rank: number,
  names: Map<string, string>,
  list: string,
): Hit {
  return {
    href: `/articles/${result.slug}${trail(words, list, rank)}`,
    title: result.titlePieces,
    passage: result.passage.length > 0 ? result.passage : [{ text: result.summary, isMatch: false }],
    why: result.why,
    kind: TYPE_NAMES[result.type as ArticleType],
    category: names.get(result.category) ?? result.category,
  };
}

export const countInWords = (total: number) => (total === 1 ? "1 result" : `${total.toLocaleString("en")} results`);

/** Each choice leads to the results with it; the chosen one leads back. */
function filtersOf(question: Question, { facets }: SearchAnswer, names: Map<string, string>) {
  const choices = (field: "category" | "type", counts: [string, number][], nameOf: (value: string) => string) =>
    counts.map(([value, count]) => ({
      label: nameOf(value),
      count,
      href: addressOf({ ...question, [field]: value, page: 1 }),
      isChosen: question[field] === value,
    }));
  const all = (field: "category" | "type") =>
    question[field] === "" ? null : addressOf({ ...question, [field]: "", page: 1 });
  return [
    {
      name: "Category",
      choices: choices("category", facets.categories, (slug) => names.get(slug) ?? slug),
      allHref: all("category"),
    },
    {
      name: "Kind",
      choices: choices("type", facets.types, (type) => TYPE_NAMES[type as ArticleType] ?? type),
      allHref: all("type"),
    },
  ].filter(({ choices, allHref }) => choices.length > 1 || allHref !== null);
}

function addressOf({ words, category, type, page }: Question): string {
  const parts = [
    `q=${inAddress(words)}`,
    category && `category=${category}`,
    type && `type=${type}`,
    page > 1 ? `page=${page}` : "",
  ];
  return `/search?${parts.filter(Boolean).join("&")}`;
}
