import type { Database } from "#server/platform/database/database.ts";

type FileTable = {
  id: string;
  person_id: number;
  name: string;
  type: string;
  size: number;
  sha256: string;
  made_at: number;
  done_at: number | null;
  ticket_id: number | null;
  place: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    file: FileTable;
    file_piece: { file_id: string; position: number; bytes: Buffer };
  }
}

export const addFile = (db: Database, file: Pick<FileTable, "id" | "person_id" | "name" | "made_at">) =>
  db
    .insertInto("file")
    .values({ ...file, type: "", size: 0, sha256: "", done_at: null, ticket_id: null, place: null })
    .execute();

export const addPiece = (db: Database, file_id: string, position: number, bytes: Buffer) =>
  db.insertInto("file_piece").values({ file_id, position, bytes }).execute();

export const finishFile = (db: Database, id: string, facts: Pick<FileTable, "type" | "size" | "sha256" | "done_at">) =>
  db.updateTable("file").set(facts).where("id", "=", id).execute();

export const pieceOf = (db: Database, id: string, position: number) =>
  db
    .selectFrom("file_piece")
    .select("bytes")
    .where("file_id", "=", id)
    .where("position", "=", position)
    .executeTakeFirst();

/** Says how large it was. */
export const dropFile = async (db: Database, id: string): Promise<number> => {
  const row = await db.deleteFrom("file").where("id", "=", id).returning("size").executeTakeFirst();
  return row?.size ?? 0;
};

/** How much somebody sent since then, sent along or not. */
export const bytesSince = async (db: Database, personId: number, since: number): Promise<number> => {
  const row = await db
    .selectFrom("file")
    .select((select) => select.fn.sum<number | null>("size").as("bytes"))
    .where("person_id", "=", personId)
    .where("made_at", ">=", since)
    .executeTakeFirst();
  return Number(row?.bytes ?? 0);
};

const FACTS = ["file.id", "file.name", "file.type", "file.size", "file.person_id as personId"] as const;

export const pendingFiles = (db: Database, personId: number, ids: readonly string[]) =>
  db
    .selectFrom("file")
    .select(FACTS)
    .where("id", "in", ids)
    .where("person_id", "=", personId)
    .where("ticket_id", "is", null)
    .where("done_at", "is not", null)
    .orderBy("name")
    .orderBy("id")
    .execute();

/** Theirs, whole, and not sent along with anything else yet. */
export const sendAlong = (
  db: Database,
  personId: number,
  ids: readonly string[],
  to: { ticket_id: number; place: number },
) =>
  db
    .updateTable("file")
    .set(to)
    .where("id", "in", ids)
    .where("person_id", "=", personId)
    .where("ticket_id", "is", null)
    .where("done_at", "is not", null)
    .execute();

/** With the message it went along with, if it did. */
export const fileById = (db: Database, id: string) =>
  db
    .selectFrom("file")
    .leftJoin("ticket", "ticket.id", "file.ticket_id")
    .leftJoin("ticket_message as message", (join) =>
      join.onRef("message.ticket_id", "=", "file.ticket_id").onRef("message.place", "=", "file.place"),
    )
    .select([...FACTS, "ticket.requester_id as requesterId", "message.kind"])
    .where("file.id", "=", id)
    .where("file.done_at", "is not", null)
    .executeTakeFirst();

/** Files of a ticket by the place of their message, counted as the reader counts; of notes only for who reads notes. */
export const filesOfTicket = (db: Database, ticketId: number, withNotes: boolean, limit: number) =>
  db
    .selectFrom("file")
    .innerJoin("ticket_message as message", (join) =>
      join.onRef("message.ticket_id", "=", "file.ticket_id").onRef("message.place", "=", "file.place"),
    )
    .select([...FACTS, "message.place", "message.public_place as publicPlace"])
    .where("file.ticket_id", "=", ticketId)
    .$if(!withNotes, (query) => query.where("message.public_place", "is not", null))
    .orderBy("file.place")
    .orderBy("file.name")
    .orderBy("file.id")
    .limit(limit)
    .execute();

export const countFiles = async (db: Database, ticketId: number): Promise<number> => {
  const row = await db
    .selectFrom("file")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("ticket_id", "=", ticketId)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
};

export const oldPending = (db: Database, before: number) =>
  db
    .selectFrom("file")
    .select("id")
    .where("ticket_id", "is", null)
    .where("made_at", "<", before)
    .orderBy("made_at")
    .limit(1)
    .executeTakeFirst();
