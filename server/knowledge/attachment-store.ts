import type { Database } from "#server/platform/database/database.ts";
import type { Audience } from "./article.ts";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    article_file: { article_id: number; file_id: string };
    draft_file: { draft_id: number; file_id: string };
  }
}

/** Those of these files that an article or a draft holds. */
export async function heldFiles(db: Database, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const drafts = await db.selectFrom("draft_file").select("file_id as id").where("file_id", "in", ids).execute();
  const articles = await db.selectFrom("article_file").select("file_id as id").where("file_id", "in", ids).execute();
  return new Set([...drafts, ...articles].map(({ id }) => id));
}

export async function holdForDraft(db: Database, draftId: number, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .insertInto("draft_file")
    .values(ids.map((file_id) => ({ draft_id: draftId, file_id })))
    .onConflict((one) => one.columns(["draft_id", "file_id"]).doNothing())
    .execute();
}

export async function holdForArticle(db: Database, articleId: number, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .insertInto("article_file")
    .values(ids.map((file_id) => ({ article_id: articleId, file_id })))
    .onConflict((one) => one.columns(["article_id", "file_id"]).doNothing())
    .execute();
}

/** Published articles that named a file at some time, as far as these readers may know. Their text says if they do. */
export const articlesNaming = (db: Database, fileId: string, audiences: readonly Audience[]) =>
  db
    .selectFrom("article_file")
    .innerJoin("article", "article.id", "article_file.article_id")
    .select("article.html")
    .where("article_file.file_id", "=", fileId)
    .where("article.archived_at", "is", null)
    .where("article.audience", "in", audiences)
    .execute();
