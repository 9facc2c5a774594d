import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import { trust } from "#server/platform/html.ts";
import { heirsOf } from "./address-store.ts";
import { type Article, type ArticleCard, type Category, isSlug, pathOf } from "./article.ts";
import { audienceOf, audiencesOf } from "./audience.ts";
import * as shelves from "./shelf-store.ts";
import * as store from "./store.ts";

const MOST_SLUGS = 100;

/** By the address it has or had. One they may not read looks exactly like one that is not there. */
export async function findArticle(ctx: Context, person: Person | null, slug: string): Promise<Article> {
  const audiences = audiencesOf(person);
  const row = isSlug(slug)
    ? ((await store.articleBySlug(ctx.db, audiences, slug)) ??
      (await store.articleByOldPath(ctx.db, audiences, pathOf(slug))))
    : undefined;
  if (!row) throw notFound("article");
  const { html, brief, outline, oldAnchors, facts, ...rest } = row;
  return {
    ...rest,
    html: trust(html),
    brief: trust(brief),
    outline: JSON.parse(outline),
    oldAnchors: JSON.parse(oldAnchors),
    facts: JSON.parse(facts),
  };
}

/** Those of these they may read, in the order asked for. */
export async function articlesBySlugs(
  ctx: Context,
  person: Person | null,
  slugs: readonly string[],
): Promise<ArticleCard[]> {
  const wanted = [...new Set(slugs)].slice(0, MOST_SLUGS);
  if (wanted.length === 0) return [];
  const found = await cardsAt(ctx, person, wanted);
  const lost = wanted.filter((slug) => !found.has(slug));
  if (lost.length === 0) return wanted.flatMap((slug) => found.get(slug) ?? []);
  const heirs = await heirsOf(ctx.db, audiencesOf(person), lost.map(pathOf));
  const moved = new Map(heirs.map(({ path, slug }) => [path, slug]));
  const now = [...new Set(wanted.map((slug) => moved.get(pathOf(slug)) ?? slug))];
  const cards = heirs.length > 0 ? await cardsAt(ctx, person, now) : found;
  return now.flatMap((slug) => cards.get(slug) ?? []);
}

const cardsAt = async (ctx: Context, person: Person | null, slugs: string[]) =>
  new Map((await store.cardsBySlugs(ctx.db, audiencesOf(person), slugs)).map((card) => [card.slug, card]));

/** Every shelf, with how many of its articles they may read. */
export async function listCategories(ctx: Context, person: Person | null = null): Promise<Category[]> {
  const rows = await shelves.categories(ctx.db);
  return rows.map((row) => toCategory(row, person));
}

export async function findCategory(ctx: Context, person: Person | null, slug: string): Promise<Category> {
  const row = isSlug(slug) ? await shelves.categoryBySlug(ctx.db, slug) : undefined;
  if (!row) throw notFound("category");
  return toCategory(row, person);
}

type CategoryRow = Awaited<ReturnType<typeof shelves.categories>>[number];

function toCategory(
  { slug, title, summary, icon, everyone, signed_in, staff }: CategoryRow,
  person: Person | null,
): Category {
  const counts = { everyone, "signed-in": everyone + signed_in, staff: everyone + signed_in + staff };
  return { slug, title, summary, icon, count: counts[audienceOf(person)] };
}

/** The newest they may read. */
export const newestArticles = (ctx: Context, person: Person | null, limit: number): Promise<ArticleCard[]> =>
  store.newestCards(ctx.db, audiencesOf(person), Math.min(limit, MOST_SLUGS));

/** One page of everything they may read, by slug. */
export async function articlesAfter(ctx: Context, person: Person | null, after: string, limit: number) {
  const cards = await store.cardsAfter(ctx.db, audiencesOf(person), after, Math.min(limit, MOST_SLUGS) + 1);
  return { cards: cards.slice(0, limit), next: cards.length > limit ? (cards[limit - 1]?.slug ?? null) : null };
}

/** The text its writers work on; whoever only reads gets what was drawn of it. */
export async function sourceOf(ctx: Context, person: Person | null, { id, revision }: Article): Promise<string | null> {
  if (!can(person, "knowledge.write")) return null;
  return (await store.revisionOf(ctx.db, id, revision))?.source ?? null;
}

/** One page of a shelf, by title; `after` is the last slug of the page before. */
export async function articlesOfCategory(
  ctx: Context,
  person: Person | null,
  category: string,
  after: string,
  limit: number,
  version = "",
) {
  const audiences = audiencesOf(person);
  const key = isSlug(after) ? await store.keyOf(ctx.db, audiences, after) : undefined;
  const cards = await store.cardsOfCategory(ctx.db, audiences, category, key ?? store.FIRST, limit + 1, version);
  return { cards: cards.slice(0, limit), next: cards.length > limit ? (cards[limit - 1]?.slug ?? null) : null };
}
