import type { Database } from "#server/platform/database/database.ts";
import type { ReadError } from "#server/search/fingerprint.ts";
import type { Audience } from "./article.ts";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    article_error: { article_id: number; fingerprint: string; line: string };
  }
}

type Said = { articleId: number; errors: readonly ReadError[] };

/** Which errors an article answers, as its text says now. */
export async function replaceErrors(db: Database, said: Said): Promise<void> {
  await db.deleteFrom("article_error").where("article_id", "=", said.articleId).execute();
  await addErrors(db, [said]);
}

export async function addErrors(db: Database, said: readonly Said[]): Promise<void> {
  const rows = said.flatMap(({ articleId, errors }) => errors.map((one) => ({ article_id: articleId, ...one })));
  for (let from = 0; from < rows.length; from += 1000)
    await db
      .insertInto("article_error")
      .values(rows.slice(from, from + 1000))
      .execute();
}

/** Articles with an error of this fingerprint, of those that may be read, with their lines. */
export const articlesWithError = (db: Database, audiences: readonly Audience[], fingerprint: string, limit: number) =>
  db
    .selectFrom("article_error")
    .innerJoin("article", "article.id", "article_error.article_id")
    .select(["article.slug", "article_error.line"])
    .where("article_error.fingerprint", "=", fingerprint)
    .where("article.archived_at", "is", null)
    .where("article.audience", "in", audiences)
    .orderBy("article_error.article_id")
    .limit(limit)
    .execute();
