import type { Database } from "#server/platform/database/database.ts";
import type { MessageKind } from "./thread-store.ts";

type DraftTable = { ticket_id: number; person_id: number; kind: MessageKind; body: string; saved_at: number };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    reply_draft: DraftTable;
  }
}

export const replyDraftOf = (db: Database, ticketId: number, personId: number) =>
  db
    .selectFrom("reply_draft")
    .select(["kind", "body", "saved_at as savedAt"])
    .where("ticket_id", "=", ticketId)
    .where("person_id", "=", personId)
    .executeTakeFirst();

export const saveReplyDraft = (db: Database, { ticket_id, person_id, ...draft }: DraftTable) =>
  db
    .insertInto("reply_draft")
    .values({ ticket_id, person_id, ...draft })
    .onConflict((one) => one.columns(["ticket_id", "person_id"]).doUpdateSet(draft))
    .execute();

export const dropReplyDraft = (db: Database, ticketId: number, personId: number) =>
  db.deleteFrom("reply_draft").where("ticket_id", "=", ticketId).where("person_id", "=", personId).execute();

/** Of everybody who is writing on a ticket. */
export const replyDraftsOn = (db: Database, ticketId: number) =>
  db
    .selectFrom("reply_draft")
    .select(["person_id as personId", "body"])
    .where("ticket_id", "=", ticketId)
    .orderBy("person_id")
    .execute();

export const changeReplyDraft = (db: Database, ticketId: number, personId: number, body: string) =>
  db
    .updateTable("reply_draft")
    .set({ body })
    .where("ticket_id", "=", ticketId)
    .where("person_id", "=", personId)
    .execute();
