import type { Generated } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";

type ElsewhereTable = {
  id: Id;
  category: string | null;
  article_id: number | null;
  asker_id: number | null;
  many: number;
  /** How many of them are needs that were not counted before. */
  counted: number;
  answered_at: number;
  recorded_by: number;
  withdrawn_at: Generated<number | null>;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    answered_elsewhere: ElsewhereTable;
  }
}

export const addAnswered = (db: Database, row: Omit<ElsewhereTable, "id" | "withdrawn_at">) =>
  db.insertInto("answered_elsewhere").values(row).returning("id").executeTakeFirstOrThrow();

/** Whether this person asked for the same thing since, here or elsewhere. */
export async function hasAskedSince(
  db: Database,
  askerId: number,
  category: string | null,
  since: number,
): Promise<boolean> {
  const elsewhere = await db
    .selectFrom("answered_elsewhere")
    .select("id")
    .where("asker_id", "=", askerId)
    .where("category", "is not distinct from", category)
    .where("answered_at", ">=", since)
    .where("withdrawn_at", "is", null)
    .limit(1)
    .executeTakeFirst();
  if (elsewhere) return true;
  const ticket = await db
    .selectFrom("ticket")
    .leftJoin("ticket_label", "ticket_label.ticket_id", "ticket.id")
    .select("ticket.id")
    .where("ticket.requester_id", "=", askerId)
    .where("ticket.category", "is not distinct from", category)
    .where("ticket.opened_at", ">=", since)
    .where(({ or, eb }) => or([eb("label", "is", null), eb("label", "!=", "not-basic")]))
    .limit(1)
    .executeTakeFirst();
  return ticket !== undefined;
}

/** What somebody recorded, newest first. */
export const recordedBy = (db: Database, personId: number, limit: number) =>
  db
    .selectFrom("answered_elsewhere as one")
    .leftJoin("category", "category.slug", "one.category")
    .leftJoin("article", "article.id", "one.article_id")
    .select([
      "one.id",
      "one.many",
      "one.counted",
      "one.answered_at as at",
      "one.withdrawn_at as withdrawnAt",
      "category.title as category",
      "article.title as article",
      "article.slug",
    ])
    .where("one.recorded_by", "=", personId)
    .orderBy("one.id", "desc")
    .limit(limit)
    .execute();

export const answeredById = (db: Database, id: number, recordedBy: number) =>
  db
    .selectFrom("answered_elsewhere")
    .select(["id", "answered_at as at", "withdrawn_at as withdrawnAt"])
    .where("id", "=", id)
    .where("recorded_by", "=", recordedBy)
    .executeTakeFirst();

export const withdrawAnswered = (db: Database, id: number, at: number) =>
  db
    .updateTable("answered_elsewhere")
    .set({ withdrawn_at: at, asker_id: null })
    .where("id", "=", id)
    .where("withdrawn_at", "is", null)
    .execute();

export const forgetAskersBefore = (db: Database, before: number) =>
  db
    .updateTable("answered_elsewhere")
    .set({ asker_id: null })
    .where("asker_id", "is not", null)
    .where("answered_at", "<", before)
    .execute();
