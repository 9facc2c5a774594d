import { PROGRAMS } from "#server/people/person.ts";
import type { Database } from "#server/platform/database/database.ts";

type DoneTable = { training: string; person_id: number; done_at: number; told_by: number; told_at: number };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    training_done: DoneTable;
  }
}

/** Told twice, it was done once, and first. */
export const addDone = (db: Database, rows: DoneTable[]) =>
  db
    .insertInto("training_done")
    .values(rows)
    .onConflict((one) => one.columns(["training", "person_id"]).doNothing())
    .executeTakeFirst();

export const peopleByAddress = (db: Database, emails: readonly string[]) =>
  db.selectFrom("person").select(["id", "email"]).where("email", "in", emails).execute();

export const trainings = async (db: Database): Promise<string[]> =>
  (await db.selectFrom("training_done").select("training").distinct().orderBy("training").execute()).map(
    ({ training }) => training,
  );

/** Whom the programme is about: people who ask, as they are now. */
const learners = (db: Database) =>
  db
    .selectFrom("person")
    .where("person.role", "=", "requester")
    .where("person.disabled_at", "is", null)
    .where("person.email", "not like", `%${PROGRAMS}`);

export const countLearners = async (db: Database): Promise<number> =>
  (
    await learners(db)
      .select(({ fn }) => fn.countAll<number>().as("people"))
      .executeTakeFirstOrThrow()
  ).people;

/** How many trainings each of them has done, for those who have done any. */
export const doneByLearner = (db: Database) =>
  learners(db)
    .innerJoin("training_done", "training_done.person_id", "person.id")
    .select(["person.id", ({ fn }) => fn.countAll<number>().as("done")])
    .groupBy("person.id")
    .execute();

export const lastTold = (db: Database) =>
  db
    .selectFrom("training_done")
    .innerJoin("person", "person.id", "training_done.told_by")
    .select(["training_done.told_at as toldAt", "person.name"])
    .orderBy("training_done.told_at", "desc")
    .limit(1)
    .executeTakeFirst();
