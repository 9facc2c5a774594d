import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { LabelSource } from "./label.ts";
import type { Label } from "./ticket.ts";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    /** Nothing could be said of it yet; it is looked at again later. */
    unlabelled_look: { ticket_id: number; looked_at: number };
  }
}

const QUESTION = [
  "ticket.id",
  "ticket.category",
  "ticket.subject",
  "ticket.requester_id as requesterId",
  "question.body as question",
] as const;

const withQuestion = (db: Database) =>
  db
    .selectFrom("ticket")
    .innerJoin("ticket_message as question", (join) =>
      join.onRef("question.ticket_id", "=", "ticket.id").on("question.place", "=", 1),
    );

/** Resolved long ago, and nobody has said what kind of question it was. */
export const unlabelledSince = (db: Database, due: { resolvedBefore: number; lookedBefore: number }, limit: number) =>
  withQuestion(db)
    .leftJoin("ticket_label", "ticket_label.ticket_id", "ticket.id")
    .leftJoin("unlabelled_look", "unlabelled_look.ticket_id", "ticket.id")
    .select(QUESTION)
    .where("ticket.resolved_at", "<=", due.resolvedBefore)
    .where("ticket.status", "=", "resolved")
    .where("ticket.spam_at", "is", null)
    .where("ticket_label.ticket_id", "is", null)
    .where(({ or, eb }) => or([eb("looked_at", "is", null), eb("looked_at", "<=", due.lookedBefore)]))
    .orderBy("ticket.resolved_at")
    .orderBy("ticket.id")
    .limit(limit)
    .execute();

export const noteLooks = (db: Database, ids: readonly number[], at: number) =>
  db
    .insertInto("unlabelled_look")
    .values(ids.map((ticket_id) => ({ ticket_id, looked_at: at })))
    .onConflict((one) => one.column("ticket_id").doUpdateSet({ looked_at: at }))
    .execute();

/** Questions people have labelled, newest first. */
export const judgedByPeople = (db: Database, limit: number) =>
  withQuestion(db)
    .innerJoin("ticket_label", "ticket_label.ticket_id", "ticket.id")
    .select([...QUESTION, "ticket_label.label"])
    .where("ticket_label.source", "=", "agent")
    .orderBy("ticket_label.labelled_at", "desc")
    .orderBy("ticket.id", "desc")
    .limit(limit)
    .execute();

/** What support wrote in these, for the articles it links to; oldest first. */
export const answersIn = (db: Database, ids: readonly number[]) =>
  db
    .selectFrom("ticket_message as message")
    .innerJoin("ticket", "ticket.id", "message.ticket_id")
    .select(["message.ticket_id as id", "message.body"])
    .where("message.ticket_id", "in", ids)
    .where("message.kind", "=", "public")
    .whereRef("message.author_id", "!=", "ticket.requester_id")
    .orderBy("message.ticket_id")
    .orderBy("message.place")
    .execute();

export const articlesCalled = (db: Database, slugs: readonly string[]) =>
  slugs.length === 0
    ? Promise.resolve([])
    : db.selectFrom("article").select(["id", "slug"]).where("slug", "in", slugs).execute();

/** Those of these that went beyond the first step of their ladder. */
export async function climbedAmong(db: Database, ids: readonly number[]): Promise<Set<number>> {
  const rows = await db
    .selectFrom("escalation_fire")
    .innerJoin("escalation", "escalation.id", "escalation_fire.escalation_id")
    .select("escalation.ticket_id as id")
    .distinct()
    .where("escalation.ticket_id", "in", ids)
    .where("escalation_fire.outcome", "!=", "empty")
    .where(({ or, eb }) => or([eb("escalation_fire.step", ">", 0), eb("escalation_fire.round", ">", 0)]))
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** How people labelled the questions of each category lately. */
export const labelsByCategory = (db: Database, since: number) =>
  db
    .selectFrom("ticket_label")
    .innerJoin("ticket", "ticket.id", "ticket_label.ticket_id")
    .select([
      "ticket.category",
      ({ fn }) => fn.countAll<number>().as("all"),
      sql<number>`sum(case when ticket_label.label = 'not-basic' then 0 else 1 end)`.as("basic"),
    ])
    .where("ticket_label.source", "=", "agent")
    .where("ticket_label.labelled_at", ">=", since)
    .where("ticket.category", "is not", null)
    .groupBy("ticket.category")
    .$narrowType<{ category: string }>()
    .execute();

export type Guess = {
  label: Label;
  articleId: number | null;
  source: Exclude<LabelSource, "agent">;
  score: number | null;
};

/** Somebody may have said it in the meantime: then that holds. */
export async function addGuess(
  db: Database,
  ticketId: number,
  { label, articleId, source, score }: Guess,
  at: number,
): Promise<boolean> {
  const row = { ticket_id: ticketId, label, article_id: articleId, labelled_by: null, labelled_at: at, set_at: at };
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("ticket_label")
    .values({ ...row, source, score })
    .onConflict((one) => one.column("ticket_id").doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}
