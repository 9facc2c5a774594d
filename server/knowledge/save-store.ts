import type { Database } from "#server/platform/database/database.ts";

const saves = (db: Database) =>
  db
    .selectFrom("draft_save")
    .innerJoin("person", "person.id", "draft_save.author_id")
    .select([
      "draft_save.number",
      "draft_save.author_id as authorId",
      "person.name as author",
      "draft_save.saved_at as savedAt",
      "draft_save.set_aside_at as setAsideAt",
    ]);

export const saveOf = (db: Database, draftId: number, number: number) =>
  saves(db).select("draft_save.source").where("draft_id", "=", draftId).where("number", "=", number).executeTakeFirst();

/** Sent twice, it is kept once. */
export const sameAside = (db: Database, draftId: number, authorId: number, source: string) =>
  db
    .selectFrom("draft_save")
    .select("number")
    .where("draft_id", "=", draftId)
    .where("author_id", "=", authorId)
    .where("set_aside_at", "is not", null)
    .where("source", "=", source)
    .limit(1)
    .executeTakeFirst();

export const newestSaves = (db: Database, draftId: number, limit: number) =>
  saves(db).where("draft_id", "=", draftId).orderBy("number", "desc").limit(limit).execute();

/** Everybody who wrote in it, and in the article's revisions before. */
export async function writersOf(db: Database, draftId: number, articleId: number | null): Promise<number[]> {
  const here = await db
    .selectFrom("draft_save")
    .select("author_id")
    .distinct()
    .where("draft_id", "=", draftId)
    .execute();
  const before =
    articleId === null
      ? []
      : await db
          .selectFrom("article_revision")
          .select("author_id")
          .distinct()
          .where("article_id", "=", articleId)
          .where("author_id", "is not", null)
          .$narrowType<{ author_id: number }>()
          .execute();
  return [...new Set([...here, ...before].map(({ author_id }) => author_id))];
}
