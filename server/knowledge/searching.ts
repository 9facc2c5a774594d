import { createHash } from "node:crypto";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { SearchAnswer } from "#server/search/search.ts";
import { ARTICLE_TYPES, type Article, type ArticleCard, type Audience, isSlug } from "./article.ts";
import { articlesBySlugs } from "./articles.ts";
import { audienceOf } from "./audience.ts";

export const PER_PAGE = 20;
const LAST_PAGE = 10;
const REMEMBERED = 1000;
const MOST_SUGGESTED = 20;
const LEAST_RELATED = 3;

export type Question = { words: string; category: string; type: string; page: number };

/** Filters nobody could have clicked are left out, not refused: an address may be old. */
export function readQuestion(words: string, query: Record<string, unknown>): Question {
  const { category, type, page } = query;
  return {
    words,
    category: typeof category === "string" && isSlug(category) ? category : "",
    type: ARTICLE_TYPES.find((one) => one === type) ?? "",
    page: Math.min(LAST_PAGE, Math.max(1, Math.trunc(Number(page)) || 1)),
  };
}

/** What the articles they may read have to say; their audience is the index's own business, never the page's. */
export function searchArticles(
  ctx: Context,
  person: Person | null,
  { words, category, type, page }: Question,
  limit = PER_PAGE,
): SearchAnswer {
  return ctx.search.search({
    words,
    audience: audienceOf(person),
    limit,
    offset: (page - 1) * limit,
    ...(category === "" ? {} : { category }),
    ...(type === "" ? {} : { type }),
  });
}

/** The same, for words that are still being typed. */
export const searchWhileTyping = (ctx: Context, person: Person | null, words: string, limit: number): SearchAnswer =>
  ctx.search.search({ words, audience: audienceOf(person), limit, whileTyping: true });

/** Articles that may answer a question as somebody writes it: a subject and what happened, not search words. */
export async function suggestArticles(
  ctx: Context,
  person: Person | null,
  text: string,
  limit: number,
): Promise<ArticleCard[]> {
  return articlesBySlugs(ctx, person, nearText(ctx, audienceOf(person), text, Math.min(limit, MOST_SUGGESTED)));
}

/** A ticket is opened again and again by several people, and its text stays as it is. */
function nearText(ctx: Context, audience: Audience, text: string, limit: number): string[] {
  const { near } = ctx.library;
  const key = [audience, limit, createHash("sha256").update(text).digest("base64")].join(" ");
  const known = near.get(key);
  if (known) return known;
  const found = ctx.search.similar(text, audience, limit).map(({ slug }) => slug);
  if (near.size >= REMEMBERED) near.delete(near.keys().next().value as string);
  near.set(key, found);
  return found;
}

/** What to read next: what its author named, and where that is little, what is nearest. */
export function relatedArticles(ctx: Context, person: Person | null, article: Article): Promise<ArticleCard[]> {
  const named = article.facts.related;
  const near =
    named.length >= LEAST_RELATED ? [] : ctx.search.neighbours(article.slug, audienceOf(person), LEAST_RELATED);
  const slugs = [...named, ...near.slice(0, Math.max(0, LEAST_RELATED - named.length))];
  return articlesBySlugs(ctx, person, slugs);
}
