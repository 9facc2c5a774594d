import type { Database } from "#server/platform/database/database.ts";
import type { PastEvent } from "./clock-facts.ts";
import type { TicketEvent } from "./history.ts";

export const eventsOf = async (db: Database, ticketId: number): Promise<PastEvent[]> => {
  const rows = await db
    .selectFrom("ticket_event")
    .select(["at", "person_id as by", "kind", "data"])
    .where("ticket_id", "=", ticketId)
    .orderBy("seq")
    .execute();
  return rows.map(({ at, by, kind, data }) => ({ at, by, event: { kind, data: JSON.parse(data) } as TicketEvent }));
};

export const openedBetween = (db: Database, from: number, to: number, limit: number) =>
  db
    .selectFrom("ticket")
    .select(["id", "number", "requester_id as requesterId"])
    .where("opened_at", ">=", from)
    .where("opened_at", "<", to)
    .orderBy("opened_at")
    .orderBy("id")
    .limit(limit)
    .execute();

/** Open tickets whose clocks are derived by the newest book, by id. */
export const openAfter = (db: Database, after: number, limit: number) =>
  db
    .selectFrom("ticket")
    .select(["id", "number", "requester_id as requesterId"])
    .where("id", ">", after)
    .where("resolved_at", "is", null)
    .where("clocks_book", "!=", "")
    .orderBy("id")
    .limit(limit)
    .execute();

/** Open tickets whose clocks were derived by older versions, or never. */
export async function ticketsWithOldClocks(db: Database, book: string, limit: number): Promise<number[]> {
  for (const side of ["<", ">"] as const) {
    const rows = await db
      .selectFrom("ticket")
      .select("id")
      .where("resolved_at", "is", null)
      .where("clocks_book", side, book)
      .orderBy("clocks_book")
      .orderBy("id")
      .limit(limit)
      .execute();
    if (rows.length > 0) return rows.map(({ id }) => id);
  }
  return [];
}

export const noteClocksBook = (db: Database, id: number, book: string) =>
  db.updateTable("ticket").set({ clocks_book: book }).where("id", "=", id).execute();
