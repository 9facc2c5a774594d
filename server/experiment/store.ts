import type { Generated } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { End, Experiment, Unit } from "./experiment.ts";

type ExperimentTable = {
  id: Generated<number>;
  question: string;
  unit: Unit;
  share: number;
  expected_share: number;
  share_to_see: number;
  flows_needed: number;
  ends_at: number;
  salt: string;
  started_by: number;
  started_at: number;
  hash: string;
};
type Kept = { experiment_id: number; data: string };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    experiment: ExperimentTable;
    experiment_end: { experiment_id: number; ended_at: number; ended_by: number | null; reason: string };
    experiment_look: Kept & { looked_at: number };
    experiment_record: Kept & { recorded_at: number };
  }
}

const EXPERIMENT = [
  "experiment.id",
  "question",
  "unit",
  "share",
  "expected_share as expectedShare",
  "share_to_see as shareToSee",
  "flows_needed as flowsNeeded",
  "ends_at as endsAt",
  "salt",
  "started_by as startedBy",
  "started_at as startedAt",
  "hash",
] as const;

const withEnd = (db: Database) =>
  db.selectFrom("experiment").leftJoin("experiment_end", "experiment_end.experiment_id", "experiment.id");

/** The one that nobody has ended; its last day may be over. */
export const openExperiment = (db: Database): Promise<Experiment | undefined> =>
  withEnd(db).select(EXPERIMENT).where("experiment_end.experiment_id", "is", null).executeTakeFirst();

/** Newest first, each with how it ended. */
export const endedExperiments = (db: Database, limit: number): Promise<(Experiment & End)[]> =>
  withEnd(db)
    .select([...EXPERIMENT, "ended_at as endedAt", "ended_by as endedBy", "reason"])
    .where("experiment_end.experiment_id", "is not", null)
    .orderBy("experiment.id", "desc")
    .limit(limit)
    .$narrowType<End>()
    .execute();

/** The last one whose result is recorded. */
export const lastRecorded = (db: Database) =>
  db
    .selectFrom("experiment_record")
    .innerJoin("experiment", "experiment.id", "experiment_record.experiment_id")
    .innerJoin("experiment_end", "experiment_end.experiment_id", "experiment.id")
    .select([...EXPERIMENT, "ended_at as endedAt", "data"])
    .orderBy("experiment.id", "desc")
    .limit(1)
    .executeTakeFirst();

/** Ended ones whose last flows were not counted yet. */
export const endedWithoutRecord = (db: Database, before: number): Promise<(Experiment & End)[]> =>
  withEnd(db)
    .leftJoin("experiment_record", "experiment_record.experiment_id", "experiment.id")
    .select([...EXPERIMENT, "ended_at as endedAt", "ended_by as endedBy", "reason"])
    .where("ended_at", "<=", before)
    .where("experiment_record.experiment_id", "is", null)
    .$narrowType<End>()
    .execute();

export async function addExperiment(db: Database, one: Omit<Experiment, "id">): Promise<number> {
  const { id } = await db
    .insertInto("experiment")
    .values({
      question: one.question,
      unit: one.unit,
      share: one.share,
      expected_share: one.expectedShare,
      share_to_see: one.shareToSee,
      flows_needed: one.flowsNeeded,
      ends_at: one.endsAt,
      salt: one.salt,
      started_by: one.startedBy,
      started_at: one.startedAt,
      hash: one.hash,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Says whether this was the end of it: two at once end it once. */
export async function addEnd(db: Database, experimentId: number, { endedAt, endedBy, reason }: End): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("experiment_end")
    .values({ experiment_id: experimentId, ended_at: endedAt, ended_by: endedBy, reason })
    .onConflict((one) => one.column("experiment_id").doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

export const saveLook = (db: Database, experimentId: number, lookedAt: number, data: string) =>
  db
    .insertInto("experiment_look")
    .values({ experiment_id: experimentId, looked_at: lookedAt, data })
    .onConflict((one) => one.column("experiment_id").doUpdateSet({ looked_at: lookedAt, data }))
    .execute();

export const lookAt = (db: Database, experimentId: number) =>
  db.selectFrom("experiment_look").selectAll().where("experiment_id", "=", experimentId).executeTakeFirst();

export const addRecord = (db: Database, experimentId: number, recordedAt: number, data: string) =>
  db
    .insertInto("experiment_record")
    .values({ experiment_id: experimentId, recorded_at: recordedAt, data })
    .onConflict((one) => one.column("experiment_id").doNothing())
    .execute();

export const recordsOf = (db: Database, experimentIds: number[]) =>
  experimentIds.length === 0
    ? Promise.resolve([])
    : db.selectFrom("experiment_record").selectAll().where("experiment_id", "in", experimentIds).execute();

export const accountMadeAt = (db: Database, personId: number) =>
  db.selectFrom("person").select("created_at as at").where("id", "=", personId).executeTakeFirst();

const COUNTED = [
  "ask_open",
  "suggest_shown",
  "suggest_open",
  "ticket_created",
  "ticket_resolved",
  "ticket_reopened",
] as const;

/** What readers did on the ask form and what became of it, in order. */
export const stepsBetween = (db: Database, from: number, until: number) =>
  db
    .selectFrom("event")
    .select(["at", "type", "kind", "reader", "ticket", "data"])
    .where("type", "in", COUNTED)
    .where("at", ">=", from)
    .where("at", "<", until)
    .orderBy("at")
    .orderBy("id")
    .execute();
