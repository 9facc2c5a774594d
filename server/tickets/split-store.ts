import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";

type SplitTable = {
  id: Id;
  from_id: number;
  to_id: number;
  split_by: number;
  split_at: number;
  undone_at: number | null;
};
type MovedTable = { split_id: number; to_place: number; from_place: number; from_public_place: number | null };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ticket_split: SplitTable;
    ticket_split_message: MovedTable;
  }
}

/** The newest messages, to choose from. */
export const messagesToChoose = (db: Database, ticketId: number, limit: number) =>
  db
    .selectFrom("ticket_message")
    .innerJoin("person", "person.id", "ticket_message.author_id")
    .select(["ticket_message.place", "ticket_message.body", "ticket_message.kind", "person.name"])
    .where("ticket_message.ticket_id", "=", ticketId)
    .where("ticket_message.place", ">", 1)
    .orderBy("ticket_message.place", "desc")
    .limit(limit)
    .execute();

/** What shall be split off, with who wrote it, in the order in which it was said. */
export const messagesIn = (db: Database, ticketId: number, places: readonly number[]) =>
  db
    .selectFrom("ticket_message")
    .innerJoin("person", "person.id", "ticket_message.author_id")
    .select([
      "ticket_message.place",
      "ticket_message.public_place as publicPlace",
      "ticket_message.kind",
      "ticket_message.author_id as authorId",
      "ticket_message.sent_at as sentAt",
      "person.role",
    ])
    .where("ticket_message.ticket_id", "=", ticketId)
    .where("ticket_message.place", "in", places)
    .orderBy("ticket_message.place")
    .execute();

type Spot = { ticketId: number; place: number; publicPlace: number | null };

/** What a message is, wherever it stands: that it was edited or words were taken out goes along with it. */
const KEPT = ["author_id", "body", "html", "sent_at", "edited_at", "redacted_at"] as const;

/** A message with its files and what it said before, to another ticket. Its text is found there and no more here. */
export async function moveMessage(db: Database, from: Pick<Spot, "ticketId" | "place">, to: Spot): Promise<void> {
  await db
    .insertInto("ticket_message")
    .columns(["ticket_id", "place", "kind", "public_place", ...KEPT])
    .expression(
      db
        .selectFrom("ticket_message")
        .select([
          sql<number>`${to.ticketId}`.as("ticket_id"),
          sql<number>`${to.place}`.as("place"),
          "kind",
          // PostgreSQL must be told of what kind a value is that may be missing.
          sql<number | null>`cast(${to.publicPlace} as bigint)`.as("public_place"),
          ...KEPT,
        ])
        .where("ticket_id", "=", from.ticketId)
        .where("place", "=", from.place),
    )
    .execute();
  for (const table of ["ticket_file", "message_version"])
    await sql`update ${sql.table(table)} set ticket_id = ${to.ticketId}, place = ${to.place}
      where ticket_id = ${from.ticketId} and place = ${from.place}`.execute(db);
  await db
    .deleteFrom("ticket_message")
    .where("ticket_id", "=", from.ticketId)
    .where("place", "=", from.place)
    .execute();
}

export const addSplit = async (db: Database, split: Omit<SplitTable, "id" | "undone_at">): Promise<number> =>
  (
    await db
      .insertInto("ticket_split")
      .values({ ...split, undone_at: null })
      .returning("id")
      .executeTakeFirstOrThrow()
  ).id;

export const addMoved = (db: Database, moved: MovedTable) =>
  db.insertInto("ticket_split_message").values(moved).execute();

/** The split that made this ticket, while it holds. */
export const splitThatMade = (db: Database, ticketId: number) =>
  db
    .selectFrom("ticket_split")
    .innerJoin("ticket", "ticket.id", "ticket_split.from_id")
    .select(["ticket_split.id", "ticket_split.split_at as at", "ticket.number as from"])
    .where("ticket_split.to_id", "=", ticketId)
    .where("ticket_split.undone_at", "is", null)
    .executeTakeFirst();

export const movedBy = (db: Database, splitId: number) =>
  db
    .selectFrom("ticket_split_message")
    .select(["to_place as toPlace", "from_place as fromPlace", "from_public_place as fromPublicPlace"])
    .where("split_id", "=", splitId)
    .orderBy("to_place")
    .execute();

export const endSplit = (db: Database, id: number, at: number) =>
  db.updateTable("ticket_split").set({ undone_at: at }).where("id", "=", id).execute();
