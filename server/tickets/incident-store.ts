import type { Selectable } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import type { Incident, Phase } from "./incident.ts";

type IncidentTable = {
  id: Id;
  title: string;
  phase: Phase;
  summary: string;
  problem_id: number | null;
  opened_by: number;
  opened_at: number;
  over_at: number | null;
  review: string;
  reviewed_by: number | null;
  reviewed_at: number | null;
  updates: number;
  telling_since: number | null;
  version: number;
};
export type GatheredTable = {
  ticket_id: number;
  incident_id: number;
  joined_at: number;
  joined_by: number;
  told: number;
};
type UpdateTable = {
  incident_id: number;
  place: number;
  kind: "public" | "note";
  phase: Phase;
  body: string;
  html: string;
  person_id: number;
  at: number;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    incident: IncidentTable;
    incident_ticket: GatheredTable;
    incident_update: UpdateTable;
  }
}

const toIncident = (row: Selectable<IncidentTable>): Incident => ({
  ...{ id: row.id, title: row.title, phase: row.phase, summary: row.summary, problemId: row.problem_id },
  ...{ openedBy: row.opened_by, openedAt: row.opened_at, overAt: row.over_at, review: row.review },
  ...{ reviewedAt: row.reviewed_at, updates: row.updates, version: row.version },
});

export const addIncident = (
  db: Database,
  incident: Pick<IncidentTable, "title" | "summary" | "opened_by" | "opened_at">,
) =>
  db
    .insertInto("incident")
    .values({
      ...incident,
      ...{ phase: "looking" as const, problem_id: null, over_at: null, review: "", reviewed_by: null },
      ...{ reviewed_at: null, updates: 0, telling_since: null, version: 1 },
    })
    .returning("id")
    .executeTakeFirstOrThrow();

export const incidentById = async (db: Database, id: number): Promise<Incident | undefined> => {
  const row = await db.selectFrom("incident").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toIncident(row);
};

/** Whoever else wants to change it waits here until we are done. */
export const lockIncident = async (db: Database, id: number): Promise<Incident | undefined> => {
  const row = await db
    .updateTable("incident")
    .set((set) => ({ version: set("version", "+", 1) }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  return row && toIncident(row);
};

type Change = Partial<
  Pick<
    IncidentTable,
    | "title"
    | "phase"
    | "summary"
    | "problem_id"
    | "over_at"
    | "review"
    | "reviewed_by"
    | "reviewed_at"
    | "updates"
    | "telling_since"
  >
>;
export const saveIncident = (db: Database, id: number, change: Change) =>
  db.updateTable("incident").set(change).where("id", "=", id).execute();

/** Those that last, newest first. */
export const incidentsNow = async (db: Database, limit: number): Promise<Incident[]> => {
  const rows = await db
    .selectFrom("incident")
    .selectAll()
    .where("over_at", "is", null)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(toIncident);
};

/** All of them, newest first, with how many tickets each has gathered. */
export const incidentsBefore = async (db: Database, before: number, limit: number, problemId: number | null = null) => {
  const rows = await db
    .selectFrom("incident")
    .selectAll()
    .select((select) =>
      select
        .selectFrom("incident_ticket")
        .whereRef("incident_ticket.incident_id", "=", "incident.id")
        .select((take) => take.fn.countAll<number>().as("count"))
        .as("tickets"),
    )
    .where("id", "<", before)
    .$if(problemId !== null, (query) => query.where("problem_id", "=", problemId))
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(({ tickets, ...row }) => ({ ...toIncident(row), tickets: Number(tickets) }));
};

export const incidentOf = async (db: Database, ticketId: number): Promise<Incident | undefined> => {
  const row = await db
    .selectFrom("incident_ticket")
    .innerJoin("incident", "incident.id", "incident_ticket.incident_id")
    .selectAll("incident")
    .where("incident_ticket.ticket_id", "=", ticketId)
    .executeTakeFirst();
  return row && toIncident(row);
};

/** An incident that lasts and has a ticket with this fingerprint. */
export const incidentWith = async (db: Database, fingerprint: string): Promise<Incident | undefined> => {
  const row = await db
    .selectFrom("incident")
    .selectAll("incident")
    .where("incident.over_at", "is", null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("incident_ticket")
          .innerJoin("ticket_fingerprint", "ticket_fingerprint.ticket_id", "incident_ticket.ticket_id")
          .select("incident_ticket.ticket_id")
          .whereRef("incident_ticket.incident_id", "=", "incident.id")
          .where("ticket_fingerprint.fingerprint", "=", fingerprint),
      ),
    )
    .orderBy("incident.id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && toIncident(row);
};
