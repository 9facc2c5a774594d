import type { Database } from "#server/platform/database/database.ts";
import type { Shelf } from "./files.ts";

/** Every published article, as short as it can be named. */
export const articleKeys = (db: Database) =>
  db.selectFrom("article").select(["id", "slug", "category"]).where("archived_at", "is", null).orderBy("id").execute();

/** The sources readers see now, in pieces. */
export const sourcesAfter = (db: Database, id: number, limit: number) =>
  db
    .selectFrom("article")
    .innerJoin("article_revision", (join) =>
      join
        .onRef("article_revision.article_id", "=", "article.id")
        .onRef("article_revision.number", "=", "article.revision"),
    )
    .select(["article.id", "article.slug", "article.category", "article_revision.source"])
    .where("article.archived_at", "is", null)
    .where("article.id", ">", id)
    .orderBy("article.id")
    .limit(limit)
    .execute();

/** Was this text a revision of the article at any time? */
export const hadSource = (db: Database, articleId: number, source: string) =>
  db
    .selectFrom("article_revision")
    .select("number")
    .where("article_id", "=", articleId)
    .where("source", "=", source)
    .limit(1)
    .executeTakeFirst();

/** Shelves that are known keep their name and place. */
export async function addShelves(db: Database, shelves: readonly Shelf[]): Promise<void> {
  if (shelves.length === 0) return;
  await db
    .insertInto("category")
    .values(shelves.map((shelf) => ({ ...shelf, everyone: 0, signed_in: 0, staff: 0 })))
    .onConflict((one) => one.column("slug").doNothing())
    .execute();
}

/** What an older renderer drew, with the source it was drawn from. */
export const sourcesDrawnBefore = (db: Database, drawnWith: number, limit: number) =>
  db
    .selectFrom("article")
    .innerJoin("article_revision", (join) =>
      join
        .onRef("article_revision.article_id", "=", "article.id")
        .onRef("article_revision.number", "=", "article.revision"),
    )
    .select(["article.id", "article.category", "article.revision", "article_revision.source"])
    .where("article.drawn_with", "<", drawnWith)
    .orderBy("article.id")
    .limit(limit)
    .execute();
