import type { Database } from "#server/platform/database/database.ts";
import { type Before, TICKET } from "./store.ts";

type WatcherTable = { ticket_id: number; person_id: number; added_by: number; since: number };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ticket_watcher: WatcherTable;
  }
}

/** Says whether they were none before. */
export const addWatcher = async (db: Database, watcher: WatcherTable): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("ticket_watcher")
    .values(watcher)
    .onConflict((one) => one.columns(["ticket_id", "person_id"]).doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
};

export const dropWatcher = async (db: Database, ticketId: number, personId: number): Promise<boolean> => {
  const { numDeletedRows } = await db
    .deleteFrom("ticket_watcher")
    .where("ticket_id", "=", ticketId)
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
};

/** In the order in which they came. */
export const watchersOf = (db: Database, ticketId: number) =>
  db
    .selectFrom("ticket_watcher")
    .innerJoin("person", "person.id", "ticket_watcher.person_id")
    .select(["person.id", "person.name", "person.role", "ticket_watcher.added_by as addedBy"])
    .where("ticket_watcher.ticket_id", "=", ticketId)
    .where("person.disabled_at", "is", null)
    .orderBy("ticket_watcher.since")
    .orderBy("person.id")
    .execute();

export const watcherOf = (db: Database, ticketId: number, personId: number) =>
  db
    .selectFrom("ticket_watcher")
    .select("added_by as addedBy")
    .where("ticket_id", "=", ticketId)
    .where("person_id", "=", personId)
    .executeTakeFirst();

/** What others asked and they read along in, what moved last first. */
export const ticketsAlong = (db: Database, personId: number, before: Before, limit: number, onlyOpen = false) =>
  db
    .selectFrom("ticket_watcher")
    .innerJoin("ticket", "ticket.id", "ticket_watcher.ticket_id")
    .leftJoin("person as assignee", "assignee.id", "ticket.assignee_id")
    .select([...TICKET, "assignee.name as assigneeName"])
    .where("ticket_watcher.person_id", "=", personId)
    .where("ticket.requester_id", "!=", personId)
    .where("ticket.participants", "like", `%,${personId},%`)
    .$if(onlyOpen, (query) => query.where("ticket.resolved_at", "is", null).where("ticket.spam_at", "is", null))
    .where(({ eb, refTuple, tuple }) =>
      eb(refTuple("ticket.updated_at", "ticket.id"), "<", tuple(before.at, before.id)),
    )
    .orderBy("ticket.updated_at", "desc")
    .orderBy("ticket.id", "desc")
    .limit(limit)
    .execute();

/** Who asked what they read along in: whose texts a search of theirs may look through. */
export const askersAlong = async (db: Database, personId: number, limit: number): Promise<number[]> => {
  const rows = await db
    .selectFrom("ticket_watcher")
    .innerJoin("ticket", "ticket.id", "ticket_watcher.ticket_id")
    .select("ticket.requester_id as id")
    .distinct()
    .where("ticket_watcher.person_id", "=", personId)
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
};
