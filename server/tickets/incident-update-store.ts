import type { Insertable } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Tables } from "#server/platform/database/tables.ts";

export const addUpdate = (db: Database, update: Insertable<Tables["incident_update"]>) =>
  db.insertInto("incident_update").values(update).execute();

/** What was said of an incident, newest first; notes only for those who may read them. */
export const updatesOf = (db: Database, incidentId: number, withNotes: boolean, limit: number) =>
  db
    .selectFrom("incident_update")
    .innerJoin("person", "person.id", "incident_update.person_id")
    .select([
      "incident_update.place",
      "incident_update.kind",
      "incident_update.phase",
      "incident_update.html",
      "incident_update.at",
      "person.name as by",
    ])
    .where("incident_update.incident_id", "=", incidentId)
    .$if(!withNotes, (query) => query.where("incident_update.kind", "=", "public"))
    .orderBy("incident_update.place", "desc")
    .limit(limit)
    .execute();

export const publicUpdate = (db: Database, incidentId: number, place: number) =>
  db
    .selectFrom("incident_update")
    .innerJoin("person", "person.id", "incident_update.person_id")
    .select(["incident_update.body", "incident_update.html", "incident_update.phase", "person.name as by"])
    .where("incident_update.incident_id", "=", incidentId)
    .where("incident_update.place", "=", place)
    .where("incident_update.kind", "=", "public")
    .executeTakeFirst();

/** The words of everything that was said of an incident. */
export const updateTexts = (db: Database, incidentId: number) =>
  db
    .selectFrom("incident_update")
    .select(["place", "body"])
    .where("incident_id", "=", incidentId)
    .orderBy("place")
    .execute();

export const changeUpdate = (db: Database, incidentId: number, place: number, words: { body: string; html: string }) =>
  db
    .updateTable("incident_update")
    .set(words)
    .where("incident_id", "=", incidentId)
    .where("place", "=", place)
    .execute();

/** An incident of which some have not heard the newest yet. */
export const incidentToTell = (db: Database) =>
  db
    .selectFrom("incident")
    .select(["id", "title", "updates"])
    .where("telling_since", "is not", null)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();

/** The next public update of an incident, and a ticket whose requester was not told of it. */
export const ticketToTell = (db: Database, incidentId: number) =>
  db
    .selectFrom("incident_ticket as gathered")
    .innerJoin("incident_update as next", "next.incident_id", "gathered.incident_id")
    .select(["gathered.ticket_id as ticketId", "next.place", "next.person_id as personId"])
    .where("gathered.incident_id", "=", incidentId)
    .where("next.kind", "=", "public")
    .whereRef("gathered.told", "<", "next.place")
    .orderBy("next.place")
    .orderBy("gathered.ticket_id")
    .limit(1)
    .executeTakeFirst();

/** Unless another update came meanwhile. */
export const noteAllTold = (db: Database, incidentId: number, updates: number) =>
  db
    .updateTable("incident")
    .set({ telling_since: null })
    .where("id", "=", incidentId)
    .where("updates", "=", updates)
    .execute();

/** Says whether nobody else did it first. */
export const markTold = async (db: Database, ticketId: number, place: number): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable("incident_ticket")
    .set({ told: place })
    .where("ticket_id", "=", ticketId)
    .where("told", "<", place)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};
