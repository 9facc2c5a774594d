import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Label } from "#server/tickets/ticket.ts";

export type SecondLabel = { ticket_id: number; label: "basic" | "not-basic"; coded_by: number; coded_at: number };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    second_label: SecondLabel;
  }
}

/** Tickets with a first label, newest first, and who gave it. What the label was is never selected here. */
export const labelledSince = (db: Database, since: number, limit: number) =>
  db
    .selectFrom("ticket_label")
    .innerJoin("ticket", "ticket.id", "ticket_label.ticket_id")
    .leftJoin("second_label", "second_label.ticket_id", "ticket.id")
    .select([
      "ticket.id",
      "ticket.number",
      "ticket.requester_id as requesterId",
      "ticket_label.labelled_by as labelledBy",
      "second_label.coded_at as codedAt",
    ])
    .where("ticket_label.labelled_at", ">=", since)
    .where("ticket_label.source", "=", "agent")
    .where("ticket.resolved_at", "is not", null)
    .where("ticket.insiders", "is", null)
    .orderBy("ticket_label.labelled_at", "desc")
    .orderBy("ticket.id", "desc")
    .limit(limit)
    .execute();

export const conversation = (db: Database, ticketId: number) =>
  db
    .selectFrom("ticket_message")
    .innerJoin("ticket", "ticket.id", "ticket_message.ticket_id")
    .select(["ticket.subject", "ticket.requester_id as requesterId", "ticket_message.author_id as authorId"])
    .select(["ticket_message.html", "ticket_message.place"])
    .where("ticket_message.ticket_id", "=", ticketId)
    .where("ticket_message.kind", "=", "public")
    .orderBy("ticket_message.place")
    .execute();

export const addSecondLabel = (db: Database, label: SecondLabel) =>
  db
    .insertInto("second_label")
    .values(label)
    .onConflict((one) => one.column("ticket_id").doNothing())
    .execute();

/** As it was when it froze: who corrects a label may have heard of the second one. */
const FIRST_SAID = sql<Label>`coalesce(
  (select from_label from label_correction where ticket_id = second_label.ticket_id order by id limit 1),
  ticket_label.label)`;

/** How often the two agreed, by what each said. */
export const bothLabels = (db: Database, since: number) =>
  db
    .selectFrom("second_label")
    .innerJoin("ticket_label", "ticket_label.ticket_id", "second_label.ticket_id")
    .select([FIRST_SAID.as("first"), "second_label.label as second"])
    .select(({ fn }) => fn.countAll<number>().as("tickets"))
    .where("second_label.coded_at", ">=", since)
    .groupBy([FIRST_SAID, "second_label.label"])
    .execute();
