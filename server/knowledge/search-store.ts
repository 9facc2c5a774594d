import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";

const SEARCHED = [
  "slug",
  "title",
  "summary",
  "category",
  "type",
  "audience",
  "search_text",
  "outline",
  "facts",
  "version",
  "archived_at",
] as const;

/** For the index: everything published, in pieces, so that ten thousand articles are never in memory twice. */
export const searchedAfter = (db: Database, id: number, limit: number) =>
  db
    .selectFrom("article")
    .select(["id", ...SEARCHED])
    .where("archived_at", "is", null)
    .where("id", ">", id)
    .orderBy("id")
    .limit(limit)
    .execute();

export const searchedOne = (db: Database, slug: string) =>
  db
    .selectFrom("article")
    .select(["id", ...SEARCHED])
    .where("archived_at", "is", null)
    .where("slug", "=", slug)
    .executeTakeFirst();

/** What changed since a version, archived ones included: they have to leave the index. */
export const searchedSince = (db: Database, version: number, limit: number) =>
  db
    .selectFrom("article")
    .select(["id", ...SEARCHED])
    .where("version", ">", version)
    .orderBy("version")
    .orderBy("id")
    .limit(limit)
    .execute();

/** What readers said of the revisions that are shown; votes on older ones do not count for them. */
export const votesByArticle = (db: Database) =>
  db
    .selectFrom("vote")
    .innerJoin("article", (join) =>
      join.onRef("article.id", "=", "vote.article_id").onRef("article.revision", "=", "vote.revision"),
    )
    .where("article.archived_at", "is", null)
    .groupBy("article.slug")
    .select((take) => [
      "article.slug",
      take.fn.countAll<number>().as("all"),
      sql<number>`sum(case when vote.helpful = 'yes' then 1 else 0 end)`.as("yes"),
      sql<number>`sum(case when vote.helpful = 'no' then 1 else 0 end)`.as("no"),
    ])
    .execute();

/** Articles somebody vouched for, and until when. */
export const verifiedArticles = (db: Database) =>
  db
    .selectFrom("article_care")
    .innerJoin("article", "article.id", "article_care.article_id")
    .select(["article.slug", "article_care.verified_until as until"])
    .where("article_care.verified_at", "is not", null)
    .where("article.archived_at", "is", null)
    .execute();
