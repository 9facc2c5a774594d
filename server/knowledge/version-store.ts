import type { Database } from "#server/platform/database/database.ts";
import type { Audience } from "./article.ts";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    article_version: { article_id: number; version: string };
  }
}

type Applying = { articleId: number; versions: readonly string[] };

export async function replaceVersions(db: Database, applying: Applying): Promise<void> {
  await db.deleteFrom("article_version").where("article_id", "=", applying.articleId).execute();
  await addVersions(db, [applying]);
}

export async function addVersions(db: Database, applying: readonly Applying[]): Promise<void> {
  const rows = applying.flatMap(({ articleId, versions }) =>
    [...new Set(versions)].map((version) => ({ article_id: articleId, version })),
  );
  for (let from = 0; from < rows.length; from += 1000)
    await db
      .insertInto("article_version")
      .values(rows.slice(from, from + 1000))
      .execute();
}

/** What the articles of a shelf apply to, as far as they may be read. */
export const versionsOnShelf = (db: Database, audiences: readonly Audience[], category: string, limit: number) =>
  db
    .selectFrom("article_version")
    .innerJoin("article", "article.id", "article_version.article_id")
    .select((take) => ["article_version.version", take.fn.countAll<number>().as("count")])
    .where("article.category", "=", category)
    .where("article.archived_at", "is", null)
    .where("article.audience", "in", audiences)
    .groupBy("article_version.version")
    .orderBy("article_version.version")
    .limit(limit)
    .execute();
