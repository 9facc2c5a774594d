import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { EventRow } from "./event.ts";

type EventTable = EventRow & { reader: string | null };
declare module "#server/platform/database/tables.ts" {
  interface Tables {
    event: EventTable;
    search_text: { event_id: string; text: string; at: number };
    reader: { person_id: number; alias: string };
    reader_opt_out: { person_id: number; since: number };
    stale_reader: { alias: string; since: number; noticed_at: number };
  }
}

/** What is there already stays as it is: the same event twice is one event. Says which were new. */
export async function addEvents(db: Database, rows: EventTable[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const added = await db
    .insertInto("event")
    .values(rows)
    .onConflict((one) => one.column("id").doNothing())
    .returning("id")
    .execute();
  return new Set(added.map(({ id }) => id));
}

export async function addTexts(db: Database, texts: { event_id: string; text: string; at: number }[]): Promise<void> {
  if (texts.length > 0)
    await db
      .insertInto("search_text")
      .values(texts)
      .onConflict((one) => one.column("event_id").doNothing())
      .execute();
}

export const aliasesOf = (db: Database, personIds: number[]) =>
  db.selectFrom("reader").selectAll().where("person_id", "in", personIds).execute();

export const optedOut = (db: Database, personIds: number[]) =>
  db.selectFrom("reader_opt_out").select("person_id as personId").where("person_id", "in", personIds).execute();

/** Those of these readers who have opened one of these articles. */
export async function openersAmong(
  db: Database,
  aliases: readonly string[],
  slugs: readonly string[],
): Promise<Set<string | null>> {
  if (aliases.length === 0) return new Set();
  const rows = await db
    .selectFrom("event")
    .select("reader")
    .distinct()
    .where("reader", "in", aliases)
    .where("type", "in", ["view", "suggest_open"])
    .where("article", "in", slugs)
    .execute();
  return new Set(rows.map(({ reader }) => reader));
}

/** Two at once give one alias. */
export async function addAlias(db: Database, personId: number, alias: string): Promise<void> {
  await db
    .insertInto("reader")
    .values({ person_id: personId, alias })
    .onConflict((one) => one.column("person_id").doNothing())
    .execute();
}

/** `since` is the earliest event their journeys do not know yet. */
export async function markStale(
  db: Database,
  readers: { alias: string; since: number }[],
  noticedAt: number,
): Promise<void> {
  if (readers.length === 0) return;
  const earlier = sql<number>`case when excluded.since < stale_reader.since then excluded.since else stale_reader.since end`;
  await db
    .insertInto("stale_reader")
    .values(readers.map((reader) => ({ ...reader, noticed_at: noticedAt })))
    .onConflict((one) => one.column("alias").doUpdateSet({ since: earlier }))
    .execute();
}

/** Those who opened these tickets, and when. */
export const readersOfTickets = (db: Database, tickets: number[]) =>
  db
    .selectFrom("event")
    .select(["reader as alias", "at as since"])
    .where("ticket", "in", tickets)
    .where("type", "=", "ticket_created")
    .where("reader", "is not", null)
    .$narrowType<{ alias: string }>()
    .execute();

export async function forgetTextsBefore(db: Database, before: number, limit: number): Promise<number> {
  const old = db.selectFrom("search_text").select("event_id").where("at", "<", before).orderBy("at").limit(limit);
  const { numDeletedRows } = await db.deleteFrom("search_text").where("event_id", "in", old).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

export async function forgetEventsBefore(db: Database, before: number, limit: number): Promise<number> {
  const old = db.selectFrom("event").select("id").where("at", "<", before).orderBy("at").limit(limit);
  const { numDeletedRows } = await db.deleteFrom("event").where("id", "in", old).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

export async function earliestStale(db: Database): Promise<number | null> {
  const row = await db
    .selectFrom("stale_reader")
    .select(({ fn }) => fn.min("since").as("since"))
    .executeTakeFirst();
  return row?.since ?? null;
}
