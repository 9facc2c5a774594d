import type { Database } from "#server/platform/database/database.ts";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ask_draft: { person_id: number; draft: string; saved_at: number };
  }
}

export const draftOf = (db: Database, personId: number) =>
  db
    .selectFrom("ask_draft")
    .select(["draft", "saved_at as savedAt"])
    .where("person_id", "=", personId)
    .executeTakeFirst();

export const saveDraft = (db: Database, personId: number, draft: string, savedAt: number) =>
  db
    .insertInto("ask_draft")
    .values({ person_id: personId, draft, saved_at: savedAt })
    .onConflict((one) => one.column("person_id").doUpdateSet({ draft, saved_at: savedAt }))
    .execute();

export const dropDraft = (db: Database, personId: number) =>
  db.deleteFrom("ask_draft").where("person_id", "=", personId).execute();
