import type { Generated } from "kysely";
import type { Outcome } from "#server/journeys/journey.ts";
import type { Database } from "#server/platform/database/database.ts";
import type { Week } from "#server/platform/weeks.ts";

export type ArticleWeek = {
  week: Week;
  article: string;
  /** People who opened it, and those of them who had not in the quarter before. */
  readers: number;
  newcomers: number;
  /** Journeys in which it was read, and those of them it was called the solution of. */
  reads: number;
  solved: number;
  /** Its share of the journeys that ended well (F23). */
  credit: number;
  last_touch: number;
  /** Journeys in which somebody saw its end, and in which code was copied out of it; what no script told is not known. */
  to_end: number;
  copied: number;
};
/** How many journeys of a week ended so, and of how many of those people something else was asked within the time. */
export type JourneyWeek = { week: Week; outcome: Outcome; journeys: number; other_ticket: number };
/** Lists of articles whose places are compared, each with its own kind alone. */
export const LISTS = ["search", "suggest", "related"] as const;
export type List = (typeof LISTS)[number];

export type PlaceWeek = {
  week: Week;
  list: List;
  article: string;
  position: number;
  shown: number;
  clicked: number;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    weekly_article: Omit<ArticleWeek, "to_end" | "copied"> & { to_end: Generated<number>; copied: Generated<number> };
    weekly_journey: Omit<JourneyWeek, "other_ticket"> & { other_ticket: Generated<number> };
    weekly_place: Omit<PlaceWeek, "list"> & { list: Generated<List> };
    stale_article_week: { week: Week };
  }
}

export async function markArticleWeeks(db: Database, weeks: readonly Week[]): Promise<void> {
  if (weeks.length > 0)
    await db
      .insertInto("stale_article_week")
      .values(weeks.map((week) => ({ week })))
      .onConflict((one) => one.column("week").doNothing())
      .execute();
}

export const staleArticleWeek = (db: Database) =>
  db.selectFrom("stale_article_week").select("week").orderBy("week").limit(1).executeTakeFirst();

export const articleWeekIsFresh = (db: Database, week: Week) =>
  db.deleteFrom("stale_article_week").where("week", "=", week).execute();

export const journeysOfWeek = (db: Database, week: Week) =>
  db
    .selectFrom("journey")
    .select(["id", "reader", "ended_at as end", "outcome", "data"])
    .where("week", "=", week)
    .orderBy("id")
    .execute();

/** Who opened what in a stretch of weeks. */
export const openingsBetween = (db: Database, from: Week, before: Week) =>
  db.selectFrom("journey").select(["reader", "data"]).where("week", ">=", from).where("week", "<", before).execute();

/** What was shown in lists of results and chosen from them. */
export const listEvents = (db: Database, from: number, to: number) =>
  db
    .selectFrom("event")
    .select(["type", "article", "data"])
    .where("at", ">=", from)
    .where("at", "<", to)
    .where("type", "in", ["impression", "click"])
    .where("kind", "=", "dev")
    .execute();

const AT_ONCE = 1000;

export async function saveArticleWeek(db: Database, week: Week, rows: ArticleWeek[]): Promise<void> {
  await db.deleteFrom("weekly_article").where("week", "=", week).execute();
  for (let from = 0; from < rows.length; from += AT_ONCE)
    await db
      .insertInto("weekly_article")
      .values(rows.slice(from, from + AT_ONCE))
      .execute();
}

export async function saveJourneyWeek(db: Database, week: Week, rows: JourneyWeek[]): Promise<void> {
  await db.deleteFrom("weekly_journey").where("week", "=", week).execute();
  if (rows.length > 0) await db.insertInto("weekly_journey").values(rows).execute();
}

export async function savePlaces(db: Database, week: Week, rows: PlaceWeek[]): Promise<void> {
  await db.deleteFrom("weekly_place").where("week", "=", week).execute();
  for (let from = 0; from < rows.length; from += AT_ONCE)
    await db
      .insertInto("weekly_place")
      .values(rows.slice(from, from + AT_ONCE))
      .execute();
}

export const articleWeeks = (db: Database, from: Week, to: Week) =>
  db.selectFrom("weekly_article").selectAll().where("week", ">=", from).where("week", "<=", to).execute();

export const placesBetween = (db: Database, from: Week, to: Week) =>
  db
    .selectFrom("weekly_place")
    .select(["list", "article", "position", ({ fn }) => fn.sum<number>("shown").as("shown")])
    .select(({ fn }) => fn.sum<number>("clicked").as("clicked"))
    .where("week", ">=", from)
    .where("week", "<=", to)
    .groupBy(["list", "article", "position"])
    .execute();

/** Addresses articles had, and the slug of the article each leads to now. */
export const movedArticles = (db: Database) =>
  db
    .selectFrom("old_address")
    .innerJoin("article", "article.id", "old_address.article_id")
    .select(["old_address.path", "article.slug"])
    .where("old_address.path", "like", "/articles/%")
    .execute();

export const readArticles = (db: Database, slugs: string[]) =>
  db
    .selectFrom("article")
    .innerJoin("category", "category.slug", "article.category")
    .select([
      "article.slug",
      "article.title",
      "article.type",
      "article.category",
      "category.title as categoryTitle",
      "article.updated_at as updatedAt",
      "article.archived_at as archivedAt",
    ])
    .where("article.slug", "in", slugs)
    .execute();
