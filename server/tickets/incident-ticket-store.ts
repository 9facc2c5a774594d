import type { Database } from "#server/platform/database/database.ts";
import type { GatheredTable } from "./incident-store.ts";
import { type Eyes, seenBy } from "./seeing-store.ts";

/** Says whether it was in none. */
export const gather = async (db: Database, row: GatheredTable): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("incident_ticket")
    .values(row)
    .onConflict((one) => one.column("ticket_id").doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
};

export const release = async (db: Database, incidentId: number, ticketId: number): Promise<boolean> => {
  const { numDeletedRows } = await db
    .deleteFrom("incident_ticket")
    .where("incident_id", "=", incidentId)
    .where("ticket_id", "=", ticketId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
};

/** The tickets of an incident that may be seen, in the order in which they came. */
export const gatheredIn = (db: Database, incidentId: number, eyes: Eyes, after: number, limit: number) =>
  db
    .selectFrom("incident_ticket")
    .innerJoin("ticket", "ticket.id", "incident_ticket.ticket_id")
    .innerJoin("person as requester", "requester.id", "ticket.requester_id")
    .select([
      "ticket.id",
      "ticket.number",
      "ticket.subject",
      "ticket.status",
      "ticket.spam_at as spamAt",
      "requester.name as requester",
    ])
    .where("incident_ticket.incident_id", "=", incidentId)
    .where("ticket.id", ">", after)
    .where(seenBy(eyes))
    .orderBy("ticket.id")
    .limit(limit)
    .execute();

/** The ticket by which somebody is part of an incident. */
export const ownIn = (db: Database, incidentId: number, personId: number) =>
  db
    .selectFrom("incident_ticket")
    .innerJoin("ticket", "ticket.id", "incident_ticket.ticket_id")
    .select("ticket.number")
    .where("incident_ticket.incident_id", "=", incidentId)
    .where("ticket.requester_id", "=", personId)
    .orderBy("ticket.id")
    .limit(1)
    .executeTakeFirst();
