import { sql } from "kysely";
import { PROGRAMS } from "#server/people/person.ts";
import type { Database } from "#server/platform/database/database.ts";

export type SampledLabel = { ticket_id: number; label: "basic" | "not-basic"; coded_by: number; coded_at: number };
export type PastQuestion = { id: number; number: number; at: number; requesterId: number; category: string | null };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    sampled_label: SampledLabel;
  }
}

/** What was asked by people who are not staff, and is still a question of its own. */
const questions = (db: Database) =>
  db
    .selectFrom("ticket")
    .innerJoin("person", "person.id", "ticket.requester_id")
    .where("person.role", "=", "requester")
    .where("person.email", "not like", `%${PROGRAMS}`)
    .where("ticket.spam_at", "is", null)
    .where(sql<boolean>`ticket.status <> 'merged'`)
    .where("ticket.insiders", "is", null);

/** Questions of a stretch of time, oldest first; what they were called is never selected here. */
export const questionsBetween = (db: Database, from: number, to: number): Promise<PastQuestion[]> =>
  questions(db)
    .select(["ticket.id", "ticket.number", "ticket.opened_at as at", "ticket.requester_id as requesterId"])
    .select("ticket.category")
    .where("ticket.opened_at", ">=", from)
    .where("ticket.opened_at", "<", to)
    .orderBy("ticket.opened_at")
    .orderBy("ticket.id")
    .execute();

/** Those of these that are still questions, with what was said of them for the sample. */
export const sampledAmong = (db: Database, ids: readonly number[]) =>
  questions(db)
    .leftJoin("sampled_label", "sampled_label.ticket_id", "ticket.id")
    .select(["ticket.id", "ticket.requester_id as requesterId", "sampled_label.label"])
    .where("ticket.id", "in", ids.length > 0 ? ids : [-1])
    .execute();

export const hasSampled = async (db: Database): Promise<boolean> =>
  (await db.selectFrom("sampled_label").select("ticket_id").limit(1).executeTakeFirst()) !== undefined;

export const addSampledLabel = (db: Database, label: SampledLabel) =>
  db
    .insertInto("sampled_label")
    .values(label)
    .onConflict((one) => one.column("ticket_id").doNothing())
    .execute();
