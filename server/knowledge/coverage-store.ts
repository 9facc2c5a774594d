import type { Database } from "#server/platform/database/database.ts";

/** Every published article with what it says of itself, some at a time. */
export const publishedAfter = (db: Database, id: number, limit: number) =>
  db
    .selectFrom("article")
    .select([
      "id",
      "slug",
      "title",
      "type",
      "audience",
      "category",
      "facts",
      "html",
      "outline",
      "old_anchors as oldAnchors",
    ])
    .where("archived_at", "is", null)
    .where("id", ">", id)
    .orderBy("id")
    .limit(limit)
    .execute();
