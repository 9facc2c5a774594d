import type { Database } from "#server/platform/database/database.ts";

export const OUTCOMES = ["worked", "failed", "skipped"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One marked example of an article, as it last ran. */
export type CheckTable = {
  article_id: number;
  /** Which of the article's marked examples, from 1. */
  place: number;
  revision: number;
  statement: string;
  outcome: Outcome;
  reason: string | null;
  server: string;
  checked_at: number;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    knowledge_check: CheckTable;
  }
}

/** Results of an older revision say nothing about the present one. */
const ofPresentRevision = (db: Database) =>
  db
    .selectFrom("knowledge_check")
    .innerJoin("article", (join) =>
      join
        .onRef("article.id", "=", "knowledge_check.article_id")
        .onRef("article.revision", "=", "knowledge_check.revision"),
    )
    .where("article.archived_at", "is", null);

export const failedChecks = (db: Database) =>
  ofPresentRevision(db)
    .select([
      "article.slug",
      "article.category",
      "knowledge_check.place",
      "knowledge_check.reason",
      "knowledge_check.server",
    ])
    .where("knowledge_check.outcome", "=", "failed")
    .orderBy("article.category")
    .orderBy("article.slug")
    .orderBy("knowledge_check.place")
    .execute();

/** Articles whose examples were last tried before this moment. */
export const checkedBefore = (db: Database, moment: number) =>
  ofPresentRevision(db)
    .select((take) => [
      "article.slug",
      "article.category",
      take.fn.max<number>("knowledge_check.checked_at").as("checkedAt"),
    ])
    .groupBy(["article.slug", "article.category"])
    .having((take) => take.fn.max("knowledge_check.checked_at"), "<", moment)
    .orderBy("article.category")
    .orderBy("article.slug")
    .execute();

export const checksOf = (db: Database, articleId: number) =>
  ofPresentRevision(db)
    .select([
      "knowledge_check.place",
      "knowledge_check.statement",
      "knowledge_check.outcome",
      "knowledge_check.reason",
      "knowledge_check.server",
      "knowledge_check.checked_at as checkedAt",
    ])
    .where("knowledge_check.article_id", "=", articleId)
    .orderBy("knowledge_check.place")
    .execute();

/** What was known of an article's examples gives way to what has just been seen. */
export async function replaceChecks(db: Database, articleId: number, results: CheckTable[]): Promise<void> {
  await db.deleteFrom("knowledge_check").where("article_id", "=", articleId).execute();
  if (results.length > 0) await db.insertInto("knowledge_check").values(results).execute();
}

/** Published articles with marked examples, in the text that is shown. */
export const articlesWithChecks = (db: Database, after: number, limit: number) =>
  db
    .selectFrom("article")
    .innerJoin("article_revision", (join) =>
      join
        .onRef("article_revision.article_id", "=", "article.id")
        .onRef("article_revision.number", "=", "article.revision"),
    )
    .select(["article.id", "article.slug", "article.category", "article.revision", "article_revision.source"])
    .where("article.archived_at", "is", null)
    .where("article_revision.source", "like", "%```sql check%")
    .where("article.id", ">", after)
    .orderBy("article.id")
    .limit(limit)
    .execute();
