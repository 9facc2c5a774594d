import { sql } from "kysely";
import { PROGRAMS } from "#server/people/person.ts";
import type { Database } from "#server/platform/database/database.ts";

export type SampledLabel = { ticket_id: number; label: "basic" | "not-basic"; coded_by: number; coded_at: number };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    sampled_label: SampledLabel;
  }
}

/** Questions of a stretch of time, whatever was said of them; what they were called is never selected here. */
export const questionsBetween = (db: Database, from: number, to: number) =>
  db
    .selectFrom("ticket")
    .innerJoin("person", "person.id", "ticket.requester_id")
    .leftJoin("sampled_label", "sampled_label.ticket_id", "ticket.id")
    .select(["ticket.id", "ticket.number", "ticket.opened_at as at", "ticket.requester_id as requesterId"])
    .select("sampled_label.label")
    .where("person.role", "=", "requester")
    .where("person.email", "not like", `%${PROGRAMS}`)
    .where("ticket.spam_at", "is", null)
    .where(sql<boolean>`ticket.status <> 'merged'`)
    .where("ticket.insiders", "is", null)
    .where("ticket.opened_at", ">=", from)
    .where("ticket.opened_at", "<", to)
    .execute();

export const hasSampled = async (db: Database): Promise<boolean> =>
  (await db.selectFrom("sampled_label").select("ticket_id").limit(1).executeTakeFirst()) !== undefined;

export const addSampledLabel = (db: Database, label: SampledLabel) =>
  db
    .insertInto("sampled_label")
    .values(label)
    .onConflict((one) => one.column("ticket_id").doNothing())
    .execute();
