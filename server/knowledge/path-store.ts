import type { Database } from "#server/platform/database/database.ts";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    path_step: { person_id: number; article_id: number; read_at: number };
  }
}

export const stepsRead = (db: Database, personId: number) =>
  db
    .selectFrom("path_step")
    .select(["article_id as articleId", "read_at as readAt"])
    .where("person_id", "=", personId)
    .limit(1000)
    .execute();

export const markRead = (db: Database, personId: number, articleId: number, at: number) =>
  db
    .insertInto("path_step")
    .values({ person_id: personId, article_id: articleId, read_at: at })
    .onConflict((one) => one.columns(["person_id", "article_id"]).doNothing())
    .execute();

export const unmarkRead = (db: Database, personId: number, articleId: number) =>
  db.deleteFrom("path_step").where("person_id", "=", personId).where("article_id", "=", articleId).execute();
