import { view } from "#server/http/view.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { type ArticleCard, type Category, TYPE_NAMES } from "./article.ts";
import { articlesOfCategory, findCategory, listCategories, newestArticles } from "./articles.ts";
import { audiencesOf } from "./audience.ts";
import { hasPath } from "./path.ts";
import { isSubscribed } from "./subscribing.ts";
import { versionsOnShelf } from "./version-store.ts";

/** The button that asks for mail about something, or ends it. */
export type SubscriptionPiece = { action: string; isOn: boolean };

export const subscriptionPiece = (person: Person | null, place: string, isOn: boolean): SubscriptionPiece | null =>
  can(person, "knowledge.subscribe") ? { action: `${place}/subscription`, isOn } : null;

const PER_PAGE = 30;
const MOST_VERSIONS = 20;
const NEWEST = 8;

/** One line of a list of articles. */
export type Row = { href: string; title: string; summary: string; kind: string; category: string; isForStaff: boolean };

export const toRow = (card: ArticleCard, query = ""): Row => ({
  href: `/articles/${card.slug}${query}`,
  title: card.title,
  summary: card.summary,
  kind: TYPE_NAMES[card.type],
  category: card.categoryTitle,
  isForStaff: card.audience === "staff",
});

type BrowsePage = {
  title: string;
  categories: Category[];
  newest: Row[];
  count: number;
  words: string;
  canWrite: boolean;
  hasPath: boolean;
};
export const browseView = view<BrowsePage>("knowledge/browse");

export async function browsePage(ctx: Context, person: Person | null): Promise<BrowsePage> {
  const categories = await listCategories(ctx, person);
  const newest = await newestArticles(ctx, person, NEWEST);
  return {
    title: "Articles",
    categories,
    newest: newest.map((card) => toRow(card)),
    count: categories.reduce((sum, { count }) => sum + count, 0),
    words: "",
    canWrite: can(person, "knowledge.write"),
    hasPath: await hasPath(ctx, person),
  };
}

type CategoryPage = {
  title: string;
  category: Category;
  rows: Row[];
  isFirst: boolean;
  nextHref: string | null;
  /** What it is narrowed to; empty where it is not. */
  version: string;
  versions: { name: string; count: number; href: string }[];
  subscription: SubscriptionPiece | null;
};
export const categoryView = view<CategoryPage>("knowledge/category");

export async function categoryPage(
  ctx: Context,
  person: Person | null,
  slug: string,
  { after, version }: { after: string; version: string },
): Promise<CategoryPage> {
  const category = await findCategory(ctx, person, slug);
  const { cards, next } = await articlesOfCategory(ctx, person, slug, after, PER_PAGE, version);
  const versions = await versionsOnShelf(ctx.db, audiencesOf(person), slug, MOST_VERSIONS);
  const narrowed = version === "" ? "" : `version=${encodeURIComponent(version)}`;
  return {
    title: category.title,
    category,
    rows: cards.map((card) => toRow(card)),
    isFirst: after === "",
    nextHref: next && `/categories/${slug}?${[narrowed, `after=${next}`].filter(Boolean).join("&")}`,
    version,
    versions: versions.map(({ version: name, count }) => ({
      name,
      count: Number(count),
      href: `/categories/${slug}?version=${encodeURIComponent(name)}`,
    })),
    subscription: subscriptionPiece(person, `/categories/${slug}`, await isSubscribed(ctx, person, "category", slug)),
  };
}
