import type { Insertable } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Tables } from "#server/platform/database/tables.ts";
import { columns, type Origin, TICKET } from "./store.ts";
import type { State, Ticket } from "./ticket.ts";

/** Rows of one statement: PostgreSQL takes 65,535 values, SQLite 32,766. */
const ROWS = 500;

type Fixed = { number: number; subject: string; requester_id: number; origin: Origin; seq: number };

/** Many tickets in a few statements. Says which id each number got. */
export async function addTickets(
  db: Database,
  tickets: readonly { fixed: Fixed; state: State }[],
): Promise<Map<number, number>> {
  const ids = new Map<number, number>();
  for (const rows of inPieces(tickets.map(({ fixed, state }) => ({ ...fixed, ...columns(state) })))) {
    const added = await db.insertInto("ticket").values(rows).returning(["id", "number"]).execute();
    for (const { id, number } of added) ids.set(number, id);
  }
  return ids;
}

export async function addMessages(db: Database, messages: Insertable<Tables["ticket_message"]>[]): Promise<void> {
  for (const rows of inPieces(messages)) await db.insertInto("ticket_message").values(rows).execute();
}

export async function addEvents(db: Database, events: Insertable<Tables["ticket_event"]>[]): Promise<void> {
  for (const rows of inPieces(events)) await db.insertInto("ticket_event").values(rows).execute();
}

export async function addLabels(db: Database, labels: Insertable<Tables["ticket_label"]>[]): Promise<void> {
  for (const rows of inPieces(labels)) await db.insertInto("ticket_label").values(rows).execute();
}

/** Whoever else wants to change this ticket waits here until we are done. */
export const lockById = (db: Database, id: number): Promise<Ticket | undefined> =>
  db
    .updateTable("ticket")
    .set((set) => ({ seq: set.ref("seq") }))
    .where("id", "=", id)
    .returning(TICKET)
    .executeTakeFirst();

export const moveSeq = (db: Database, id: number, by: number) =>
  db
    .updateTable("ticket")
    .set((set) => ({ seq: set("seq", "+", by) }))
    .where("id", "=", id)
    .execute();

export const ticketOfOrigin = (db: Database, origin: Origin) =>
  db.selectFrom("ticket").select("id").where("origin", "=", origin).limit(1).executeTakeFirst();

function* inPieces<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let from = 0; from < rows.length; from += ROWS) yield rows.slice(from, from + ROWS);
}
