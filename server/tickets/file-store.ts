import type { Database } from "#server/platform/database/database.ts";

type TicketFileTable = { file_id: string; ticket_id: number; place: number };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ticket_file: TicketFileTable;
  }
}

/** Those of these files that came with a message already. */
export const heldFiles = async (db: Database, ids: readonly string[]): Promise<Set<string>> => {
  const rows = await db.selectFrom("ticket_file").select("file_id as id").where("file_id", "in", ids).execute();
  return new Set(rows.map(({ id }) => id));
};

/** Of two messages at once, a file goes with one. */
export const holdFiles = (db: Database, rows: TicketFileTable[]) =>
  db
    .insertInto("ticket_file")
    .values(rows)
    .onConflict((one) => one.column("file_id").doNothing())
    .execute();

/** The message a file came with, if it did. */
export const holderOf = (db: Database, fileId: string) =>
  db
    .selectFrom("ticket_file")
    .innerJoin("ticket", "ticket.id", "ticket_file.ticket_id")
    .innerJoin("ticket_message as message", (join) =>
      join.onRef("message.ticket_id", "=", "ticket_file.ticket_id").onRef("message.place", "=", "ticket_file.place"),
    )
    .select(["ticket.id as ticketId", "message.kind"])
    .where("ticket_file.file_id", "=", fileId)
    .executeTakeFirst();

/** Files of a ticket by the place of their message, counted as the reader counts; of notes only for who reads notes. */
export const filesOfTicket = (db: Database, ticketId: number, withNotes: boolean, limit: number) =>
  db
    .selectFrom("ticket_file")
    .innerJoin("kept_file", "kept_file.id", "ticket_file.file_id")
    .innerJoin("ticket_message as message", (join) =>
      join.onRef("message.ticket_id", "=", "ticket_file.ticket_id").onRef("message.place", "=", "ticket_file.place"),
    )
    .select([
      "kept_file.id",
      "kept_file.name",
      "kept_file.size",
      "kept_file.type",
      "message.place",
      "message.public_place as publicPlace",
    ])
    .where("ticket_file.ticket_id", "=", ticketId)
    .$if(!withNotes, (query) => query.where("message.public_place", "is not", null))
    .orderBy("ticket_file.place")
    .orderBy("kept_file.name")
    .orderBy("kept_file.id")
    .limit(limit)
    .execute();

export const countFiles = async (db: Database, ticketId: number): Promise<number> => {
  const row = await db
    .selectFrom("ticket_file")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("ticket_id", "=", ticketId)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
};
