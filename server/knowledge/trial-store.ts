import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";

type TestTable = {
  id: Id;
  draft_id: number;
  save: number;
  article_id: number | null;
  revision: number | null;
  person_id: number;
  asked_by: number;
  asked_at: number;
  begun_at: number | null;
  done_at: number | null;
  comment: string;
};
type StuckTable = { test_id: number; anchor: string; heading: string; words: string; stuck_at: number };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    reader_test: TestTable;
    reader_stuck: StuckTable;
  }
}

/** What new readers met with stays with the revision their draft became. */
export const keepTestsWith = (db: Database, draftId: number, place: { articleId: number; revision: number }) =>
  db
    .updateTable("reader_test")
    .set({ article_id: place.articleId, revision: place.revision })
    .where("draft_id", "=", draftId)
    .execute();

/** Nobody reads a draft for the first time twice. Says whether it is new. */
export const addTest = (
  db: Database,
  test: Pick<TestTable, "draft_id" | "save" | "person_id" | "asked_by" | "asked_at">,
) =>
  db
    .insertInto("reader_test")
    .values({ ...test, article_id: null, revision: null, begun_at: null, done_at: null, comment: "" })
    .onConflict((one) => one.columns(["draft_id", "person_id"]).doNothing())
    .returning("id")
    .executeTakeFirst();

const tests = (db: Database) =>
  db
    .selectFrom("reader_test")
    .innerJoin("person", "person.id", "reader_test.person_id")
    .innerJoin("person as asker", "asker.id", "reader_test.asked_by")
    .innerJoin("draft", "draft.id", "reader_test.draft_id")
    .innerJoin("draft_save", (join) =>
      join
        .onRef("draft_save.draft_id", "=", "reader_test.draft_id")
        .onRef("draft_save.number", "=", "reader_test.save"),
    )
    .select([
      "reader_test.id",
      "reader_test.draft_id as draftId",
      "reader_test.save",
      "reader_test.person_id as personId",
      "person.name as reader",
      "asker.name as asker",
      "draft.title",
      "reader_test.asked_at as askedAt",
      "reader_test.begun_at as begunAt",
      "reader_test.done_at as doneAt",
      "reader_test.comment",
    ]);

export type Test = Awaited<ReturnType<ReturnType<typeof tests>["execute"]>>[number];

export const testById = (db: Database, id: number) =>
  tests(db).select("draft_save.source").where("reader_test.id", "=", id).executeTakeFirst();

export const testsOfDraft = (db: Database, draftId: number, limit: number) =>
  tests(db)
    .where("reader_test.draft_id", "=", draftId)
    .orderBy("reader_test.asked_at", "desc")
    .orderBy("reader_test.id", "desc")
    .limit(limit)
    .execute();

export const testsOfArticle = (db: Database, articleId: number, limit: number) =>
  tests(db)
    .select("reader_test.revision")
    .where("reader_test.article_id", "=", articleId)
    .where("reader_test.done_at", "is not", null)
    .orderBy("reader_test.done_at", "desc")
    .limit(limit)
    .execute();

export const testsWaitingFor = (db: Database, personId: number, limit: number) =>
  tests(db)
    .where("reader_test.person_id", "=", personId)
    .where("reader_test.done_at", "is", null)
    .where("draft.closed_at", "is", null)
    .orderBy("reader_test.asked_at")
    .limit(limit)
    .execute();

export const stuckIn = (db: Database, testIds: readonly number[]) =>
  db
    .selectFrom("reader_stuck")
    .selectAll()
    .where("test_id", "in", testIds)
    .orderBy("stuck_at")
    .orderBy("anchor")
    .execute();

/** Only the first time: how long it took counts from there. */
export const beginTest = (db: Database, id: number, at: number) =>
  db.updateTable("reader_test").set({ begun_at: at }).where("id", "=", id).where("begun_at", "is", null).execute();

export async function endTest(db: Database, id: number, at: number, comment: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("reader_test")
    .set({ done_at: at, comment })
    .where("id", "=", id)
    .where("done_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Said again about the same place, it is what they said last. */
export const putStuck = (db: Database, stuck: StuckTable) =>
  db
    .insertInto("reader_stuck")
    .values(stuck)
    .onConflict((one) => one.columns(["test_id", "anchor"]).doUpdateSet({ words: stuck.words, heading: stuck.heading }))
    .execute();
