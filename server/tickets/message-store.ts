import type { Database } from "#server/platform/database/database.ts";
import { commentsOf } from "./rating-store.ts";
import { replyDraftsOn } from "./reply-draft-store.ts";
import { forTicket, tickNotes } from "./runbook-store.ts";

type VersionTable = {
  ticket_id: number;
  place: number;
  version: number;
  body: string;
  html: string;
  replaced_at: number;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    message_version: VersionTable;
  }
}

/** One message by its place, as the reader counts: notes, and the places they take, only for those who read them. */
export const messageAt = (db: Database, ticketId: number, withNotes: boolean, place: number) =>
  db
    .selectFrom("ticket_message")
    .innerJoin("person", "person.id", "ticket_message.author_id")
    .select([
      "ticket_message.place",
      "ticket_message.kind",
      "ticket_message.body",
      "ticket_message.html",
      "ticket_message.author_id as authorId",
      "ticket_message.sent_at as sentAt",
      "ticket_message.redacted_at as redactedAt",
      "person.name as author",
    ])
    .where("ticket_message.ticket_id", "=", ticketId)
    .where(withNotes ? "ticket_message.place" : "ticket_message.public_place", "=", place)
    .executeTakeFirst();

export const versionsOf = (db: Database, ticketId: number, place: number) =>
  db
    .selectFrom("message_version")
    .select(["version", "body", "html", "replaced_at as replacedAt"])
    .where("ticket_id", "=", ticketId)
    .where("place", "=", place)
    .orderBy("version", "desc")
    .execute();

export const addVersion = (db: Database, version: VersionTable) =>
  db.insertInto("message_version").values(version).execute();

type Words = { body: string; html: string };

export const changeMessage = (
  db: Database,
  ticketId: number,
  place: number,
  change: Words & ({ edited_at: number } | { redacted_at: number }),
) =>
  db.updateTable("ticket_message").set(change).where("ticket_id", "=", ticketId).where("place", "=", place).execute();

/** Everything that was said on a ticket, and everything it said before. */
export const textsOf = async (db: Database, ticketId: number) => ({
  messages: await db.selectFrom("ticket_message").select(["place", "body"]).where("ticket_id", "=", ticketId).execute(),
  versions: await db
    .selectFrom("message_version")
    .select(["place", "version", "body"])
    .where("ticket_id", "=", ticketId)
    .execute(),
  tried: await db
    .selectFrom("ticket_context")
    .select(["position", "text as body"])
    .where("ticket_id", "=", ticketId)
    .execute(),
  answers: await db
    .selectFrom("ticket_answer")
    .select(["field_id as fieldId", "value as body"])
    .where("ticket_id", "=", ticketId)
    .execute(),
  comments: await commentsOf(db, ticketId),
  drafts: await replyDraftsOn(db, ticketId),
  ticks: await tickNotes(db, forTicket(ticketId)),
});

export const changeVersion = (db: Database, ticketId: number, place: number, version: number, words: Words) =>
  db
    .updateTable("message_version")
    .set(words)
    .where("ticket_id", "=", ticketId)
    .where("place", "=", place)
    .where("version", "=", version)
    .execute();

export const changeTried = (db: Database, ticketId: number, position: number, text: string) =>
  db
    .updateTable("ticket_context")
    .set({ text })
    .where("ticket_id", "=", ticketId)
    .where("position", "=", position)
    .execute();

export const changeAnswer = (db: Database, ticketId: number, fieldId: number, value: string) =>
  db
    .updateTable("ticket_answer")
    .set({ value })
    .where("ticket_id", "=", ticketId)
    .where("field_id", "=", fieldId)
    .execute();

export const changeSubject = (db: Database, ticketId: number, subject: string) =>
  db.updateTable("ticket").set({ subject }).where("id", "=", ticketId).execute();

/** Says the place of the message it came with, if it came with one of this ticket. */
export const takeFile = async (db: Database, ticketId: number, fileId: string): Promise<number | null> => {
  const row = await db
    .deleteFrom("ticket_file")
    .where("ticket_id", "=", ticketId)
    .where("file_id", "=", fileId)
    .returning("place")
    .executeTakeFirst();
  return row?.place ?? null;
};
