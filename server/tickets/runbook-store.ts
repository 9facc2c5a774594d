import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";

type RunTable = {
  id: Id;
  ticket_id: number;
  article_id: number;
  revision: number;
  title: string;
  steps: number;
  started_by: number;
  started_at: number;
  ended_by: number | null;
  ended_at: number | null;
};
type TickTable = { run_id: number; step: number; person_id: number; at: number; note: string };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    runbook_run: RunTable;
    runbook_tick: TickTable;
  }
}

export const addRun = (db: Database, run: Omit<RunTable, "id" | "ended_by" | "ended_at">) =>
  db
    .insertInto("runbook_run")
    .values({ ...run, ended_by: null, ended_at: null })
    .returning("id")
    .executeTakeFirstOrThrow();

const runs = (db: Database) =>
  db
    .selectFrom("runbook_run")
    .innerJoin("person", "person.id", "runbook_run.started_by")
    .innerJoin("article", "article.id", "runbook_run.article_id")
    .select((select) => [
      "runbook_run.id",
      "runbook_run.article_id as articleId",
      "runbook_run.revision",
      "runbook_run.title",
      "runbook_run.steps",
      "runbook_run.started_at as startedAt",
      "runbook_run.ended_at as endedAt",
      "person.name as startedBy",
      "article.slug",
      select
        .selectFrom("runbook_tick")
        .whereRef("runbook_tick.run_id", "=", "runbook_run.id")
        .select((take) => take.fn.countAll<number>().as("count"))
        .as("done"),
    ]);

export const runOf = (db: Database, ticketId: number, id: number) =>
  runs(db).where("runbook_run.ticket_id", "=", ticketId).where("runbook_run.id", "=", id).executeTakeFirst();

export const runsOf = (db: Database, ticketId: number, limit: number) =>
  runs(db).where("runbook_run.ticket_id", "=", ticketId).orderBy("runbook_run.id", "desc").limit(limit).execute();

export const ticksOf = (db: Database, runId: number) =>
  db
    .selectFrom("runbook_tick")
    .innerJoin("person", "person.id", "runbook_tick.person_id")
    .select(["runbook_tick.step", "runbook_tick.at", "runbook_tick.note", "person.name as by"])
    .where("run_id", "=", runId)
    .orderBy("step")
    .execute();

/** Ticked by two at once, it was done by the first. */
export const addTick = async (db: Database, tick: TickTable): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("runbook_tick")
    .values(tick)
    .onConflict((one) => one.columns(["run_id", "step"]).doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
};

export const dropTick = async (db: Database, runId: number, step: number): Promise<boolean> => {
  const { numDeletedRows } = await db
    .deleteFrom("runbook_tick")
    .where("run_id", "=", runId)
    .where("step", "=", step)
    .executeTakeFirst();
  return numDeletedRows > 0n;
};

export const endRun = async (db: Database, id: number, personId: number, at: number): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable("runbook_run")
    .set({ ended_by: personId, ended_at: at })
    .where("id", "=", id)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};
