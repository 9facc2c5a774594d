import type { Database } from "#server/platform/database/database.ts";
import type { Audience } from "./article.ts";

export const runbookCards = (db: Database, audiences: readonly Audience[], limit: number) =>
  db
    .selectFrom("article")
    .innerJoin("category", "category.slug", "article.category")
    .select([
      "article.id",
      "article.slug",
      "article.title",
      "article.summary",
      "article.category",
      "category.title as categoryTitle",
      "article.type",
      "article.audience",
      "article.updated_at as updatedAt",
    ])
    .where("article.type", "=", "runbook")
    .where("article.archived_at", "is", null)
    .where("article.audience", "in", audiences)
    .orderBy("article.sort_key")
    .orderBy("article.id")
    .limit(limit)
    .execute();

export const revisionText = (db: Database, articleId: number, revision: number) =>
  db
    .selectFrom("article_revision")
    .select("source")
    .where("article_id", "=", articleId)
    .where("number", "=", revision)
    .executeTakeFirst();
