import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";

type RunTable = {
  id: Id;
  ticket_id: number | null;
  incident_id: number | null;
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

/** What a runbook is followed for: one ticket, or an incident with all its tickets. */
export type RunFor = { ticket_id: number; incident_id: null } | { ticket_id: null; incident_id: number };
export const forTicket = (id: number): RunFor => ({ ticket_id: id, incident_id: null });
export const forIncident = (id: number): RunFor => ({ ticket_id: null, incident_id: id });

export const addRun = (db: Database, run: Omit<RunTable, "id" | "ended_by" | "ended_at">) =>
  db
    .insertInto("runbook_run")
    .values({ ...run, ended_by: null, ended_at: null })
    .returning("id")
    .executeTakeFirstOrThrow();

const runs = (db: Database, { ticket_id, incident_id }: RunFor) =>
  db
    .selectFrom("runbook_run")
    .innerJoin("person", "person.id", "runbook_run.started_by")
    .leftJoin("person as ender", "ender.id", "runbook_run.ended_by")
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
      "ender.name as endedBy",
      "article.slug",
      select
        .selectFrom("runbook_tick")
        .whereRef("runbook_tick.run_id", "=", "runbook_run.id")
        .select((take) => take.fn.countAll<number>().as("count"))
        .as("done"),
    ])
    .$if(ticket_id !== null, (query) => query.where("runbook_run.ticket_id", "=", ticket_id))
    .$if(incident_id !== null, (query) => query.where("runbook_run.incident_id", "=", incident_id));

export const runOf = (db: Database, what: RunFor, id: number) =>
  runs(db, what).where("runbook_run.id", "=", id).executeTakeFirst();

export const runsOf = (db: Database, what: RunFor, limit: number) =>
  runs(db, what).orderBy("runbook_run.id", "desc").limit(limit).execute();

export const ticksOf = (db: Database, runId: number) =>
  db
    .selectFrom("runbook_tick")
    .innerJoin("person", "person.id", "runbook_tick.person_id")
    .select(["runbook_tick.step", "runbook_tick.at", "runbook_tick.note", "person.name as by"])
    .where("run_id", "=", runId)
    .orderBy("step")
    .execute();

/** The steps that were done for an incident, whichever runbook they belong to, newest first. */
export const ticksFor = (db: Database, incidentId: number, limit: number) =>
  db
    .selectFrom("runbook_run")
    .innerJoin("runbook_tick", "runbook_tick.run_id", "runbook_run.id")
    .innerJoin("person", "person.id", "runbook_tick.person_id")
    .select(["runbook_tick.step", "runbook_tick.at", "runbook_tick.note", "person.name as by"])
    .select(["runbook_run.id as run", "runbook_run.title"])
    .where("runbook_run.incident_id", "=", incidentId)
    .orderBy("runbook_tick.at", "desc")
    .orderBy("runbook_tick.step", "desc")
    .limit(limit)
    .execute();

/** What was noted at the steps of all its runs. */
export const tickNotes = (db: Database, { ticket_id, incident_id }: RunFor) =>
  db
    .selectFrom("runbook_tick")
    .innerJoin("runbook_run", "runbook_run.id", "runbook_tick.run_id")
    .select(["runbook_tick.run_id as run", "runbook_tick.step", "runbook_tick.note as body"])
    .where("runbook_tick.note", "!=", "")
    .$if(ticket_id !== null, (query) => query.where("runbook_run.ticket_id", "=", ticket_id))
    .$if(incident_id !== null, (query) => query.where("runbook_run.incident_id", "=", incident_id))
    .execute();

export const changeTickNote = (db: Database, run: number, step: number, note: string) =>
  db.updateTable("runbook_tick").set({ note }).where("run_id", "=", run).where("step", "=", step).execute();

/** Nobody can end it until we are done. Says whether it goes on. */
export const holdRun = async (db: Database, id: number): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable("runbook_run")
    .set({ ended_at: null })
    .where("id", "=", id)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

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
