import type { Generated, Insertable } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { TicketEvent } from "./history.ts";

export type MessageKind = "public" | "note";

type MessageTable = {
  ticket_id: number;
  place: number;
  kind: MessageKind;
  public_place: number | null;
  author_id: number;
  body: string;
  html: string;
  sent_at: number;
  edited_at: Generated<number | null>;
  redacted_at: Generated<number | null>;
};
type EventTable = {
  ticket_id: number;
  seq: number;
  at: number;
  person_id: number | null;
  kind: TicketEvent["kind"];
  data: string;
};
type ContextTable = {
  ticket_id: number;
  position: number;
  kind: "search" | "article";
  text: string;
  slug: string | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ticket_message: MessageTable;
    ticket_event: EventTable;
    ticket_context: ContextTable;
  }
}

export const addMessage = (db: Database, message: Insertable<MessageTable>) =>
  db.insertInto("ticket_message").values(message).execute();

export const addEvent = (db: Database, event: EventTable) => db.insertInto("ticket_event").values(event).execute();

export const addContext = (db: Database, rows: ContextTable[]) =>
  db.insertInto("ticket_context").values(rows).execute();

export const contextOf = (db: Database, ticketId: number) =>
  db
    .selectFrom("ticket_context")
    .select(["kind", "text", "slug"])
    .where("ticket_id", "=", ticketId)
    .orderBy("position")
    .execute();

/** Notes are narrowed out here, in the query, and the place they took with them. */
const visible = (db: Database, ticketId: number, withNotes: boolean) =>
  db
    .selectFrom("ticket_message")
    .innerJoin("person", "person.id", "ticket_message.author_id")
    .where("ticket_message.ticket_id", "=", ticketId)
    .$if(!withNotes, (query) => query.where("ticket_message.public_place", "is not", null));

const placeOf = (withNotes: boolean) =>
  withNotes ? ("ticket_message.place" as const) : ("ticket_message.public_place" as const);

/** The newest messages first, those before a place when asked. */
export const messagesBefore = (db: Database, ticketId: number, withNotes: boolean, place: number, limit: number) =>
  visible(db, ticketId, withNotes)
    .select((select) => [
      "ticket_message.kind",
      "ticket_message.body",
      "ticket_message.html",
      "ticket_message.sent_at as sentAt",
      "ticket_message.edited_at as editedAt",
      "ticket_message.redacted_at as redactedAt",
      "ticket_message.author_id as authorId",
      "person.name as author",
      select.ref(placeOf(withNotes)).$castTo<number>().as("place"),
    ])
    .where(placeOf(withNotes), "<", place)
    .orderBy(placeOf(withNotes), "desc")
    .limit(limit)
    .execute();

/** Did somebody else write since this place? */
export const othersSince = (db: Database, ticketId: number, withNotes: boolean, place: number, personId: number) =>
  visible(db, ticketId, withNotes)
    .select((select) => select.ref(placeOf(withNotes)).$castTo<number>().as("place"))
    .where(placeOf(withNotes), ">", place)
    .where("ticket_message.author_id", "!=", personId)
    .limit(1)
    .executeTakeFirst();

/** One public message by the place its readers know it by. */
export const publicMessage = (db: Database, ticketId: number, publicPlace: number) =>
  visible(db, ticketId, false)
    .select([
      "ticket_message.body",
      "ticket_message.html",
      "person.name as author",
      "person.team as team",
      "ticket_message.author_id as authorId",
    ])
    .where("ticket_message.public_place", "=", publicPlace)
    .executeTakeFirst();

/** The newest events first. */
export const eventsOf = (db: Database, ticketId: number, limit: number) =>
  db
    .selectFrom("ticket_event")
    .leftJoin("person", "person.id", "ticket_event.person_id")
    .select([
      "ticket_event.seq",
      "ticket_event.at",
      "ticket_event.kind",
      "ticket_event.data",
      "ticket_event.person_id as personId",
      "person.name",
    ])
    .where("ticket_event.ticket_id", "=", ticketId)
    .orderBy("ticket_event.seq", "desc")
    .limit(limit)
    .execute();

/** When the last thing happened to it that is known, whoever may know of it. */
export const lastEventAt = async (db: Database, ticketId: number): Promise<number> => {
  const row = await db
    .selectFrom("ticket_event")
    .select("at")
    .where("ticket_id", "=", ticketId)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.at ?? 0;
};
