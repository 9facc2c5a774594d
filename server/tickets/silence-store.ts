import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ticket_reminder: { ticket_id: number; about_at: number; sent_at: number };
  }
}

/** The longest silence about which something is due. What is held, or was made up for a load test, is left in peace. */
export const longestSilence = (db: Database, due: { reminderBefore: number; endBefore: number }) =>
  db
    .selectFrom("ticket")
    .leftJoin("ticket_reminder as reminder", (join) =>
      join.onRef("reminder.ticket_id", "=", "ticket.id").onRef("reminder.about_at", "=", "ticket.updated_at"),
    )
    .select(["ticket.id", "ticket.updated_at as since", "reminder.sent_at as remindedAt"])
    // Written out, so that both engines see that the index holds exactly these.
    .where(sql<boolean>`ticket.status = 'waiting'`)
    .where("ticket.held_at", "is", null)
    .where("ticket.origin", "!=", "seed")
    .where("ticket.spam_at", "is", null)
    .where("ticket.updated_at", "<=", due.reminderBefore)
    .where((where) => where.or([where("reminder.sent_at", "is", null), where("reminder.sent_at", "<=", due.endBefore)]))
    .orderBy("ticket.updated_at")
    .orderBy("ticket.id")
    .limit(1)
    .executeTakeFirst();

export const keepReminder = (db: Database, reminder: { ticket_id: number; about_at: number; sent_at: number }) =>
  db
    .insertInto("ticket_reminder")
    .values(reminder)
    .onConflict((one) =>
      one.column("ticket_id").doUpdateSet({ about_at: reminder.about_at, sent_at: reminder.sent_at }),
    )
    .execute();

export const reminderOf = (db: Database, ticketId: number, aboutAt: number) =>
  db
    .selectFrom("ticket_reminder")
    .select("sent_at as sentAt")
    .where("ticket_id", "=", ticketId)
    .where("about_at", "=", aboutAt)
    .executeTakeFirst();
