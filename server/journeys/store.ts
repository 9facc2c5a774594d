import type { Database } from "#server/platform/database/database.ts";
import type { EventRow } from "./event.ts";

type EventTable = EventRow & { reader: string | null };
type JourneyTable = {
  id: string;
  reader: string | null;
  started_at: number;
  ended_at: number;
  week: string;
  outcome: string;
  is_frozen: number;
  data: string;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    event: EventTable;
    search_text: { event_id: string; text: string; at: number };
    reader: { person_id: number; alias: string };
    reader_opt_out: { person_id: number; since: number };
    stale_reader: { alias: string; since: number };
    journey: JourneyTable;
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

/** Two at once give one alias. */
export async function addAlias(db: Database, personId: number, alias: string): Promise<void> {
  await db
    .insertInto("reader")
    .values({ person_id: personId, alias })
    .onConflict((one) => one.column("person_id").doNothing())
    .execute();
}

export async function markStale(db: Database, aliases: string[], since: number): Promise<void> {
  if (aliases.length === 0) return;
  await db
    .insertInto("stale_reader")
    .values(aliases.map((alias) => ({ alias, since })))
    .onConflict((one) => one.column("alias").doNothing())
    .execute();
}

/** Those whose journeys lead to these tickets. */
export const readersOfTickets = (db: Database, tickets: number[]) =>
  db
    .selectFrom("event")
    .select("reader")
    .distinct()
    .where("ticket", "in", tickets)
    .where("type", "=", "ticket_created")
    .where("reader", "is not", null)
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
