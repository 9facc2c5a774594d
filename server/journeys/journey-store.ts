import type { Generated } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { HappeningType } from "./happening.ts";
import type { Outcome } from "./journey.ts";

export type JourneyRow = {
  id: string;
  reader: string | null;
  started_at: number;
  ended_at: number;
  week: string;
  outcome: Outcome;
  /** 1 where the person asked within the time what has nothing to do with it. */
  other_ticket: number;
  data: string;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    journey: Omit<JourneyRow, "other_ticket"> & { other_ticket: Generated<number> };
  }
}

export const staleReader = (db: Database) =>
  db
    .selectFrom("stale_reader")
    .select(["alias", "since"])
    .orderBy("noticed_at")
    .orderBy("alias")
    .limit(1)
    .executeTakeFirst();

export const readerIsFresh = (db: Database, alias: string) =>
  db.deleteFrom("stale_reader").where("alias", "=", alias).execute();

export const readersAfter = (db: Database, alias: string, limit: number) =>
  db.selectFrom("reader").select("alias").where("alias", ">", alias).orderBy("alias").limit(limit).execute();

export async function countReaders(db: Database): Promise<number> {
  const { readers } = await db
    .selectFrom("reader")
    .select(({ fn }) => fn.countAll<number>().as("readers"))
    .executeTakeFirstOrThrow();
  return readers;
}

/** When the last journey ended that nothing new can change. */
export async function settledUntil(db: Database, alias: string, before: number): Promise<number> {
  const row = await db
    .selectFrom("journey")
    .select(({ fn }) => fn.max("ended_at").as("ended_at"))
    .where("reader", "=", alias)
    .where("ended_at", "<", before)
    .executeTakeFirst();
  return row?.ended_at ?? Number.MIN_SAFE_INTEGER;
}

export const eventsAfter = (db: Database, alias: string, after: number) =>
  db
    .selectFrom("event")
    .leftJoin("search_text", "search_text.event_id", "event.id")
    .select([
      "event.id",
      "event.at",
      "event.kind",
      "event.type",
      "event.article",
      "event.ticket",
      "event.data",
      "search_text.text as q",
    ])
    .where("event.reader", "=", alias)
    .where("event.at", ">", after)
    .orderBy("event.at")
    .orderBy("event.id")
    .execute();

/** What anybody said of tickets, in the order it was said. */
export const ticketFacts = (db: Database, tickets: number[], types: HappeningType[]) =>
  db
    .selectFrom("event")
    .select(["ticket", "article"])
    .where("ticket", "in", tickets)
    .where("type", "in", types)
    .where("article", "is not", null)
    .orderBy("at")
    .orderBy("id")
    .execute();

export const weeksAfter = (db: Database, alias: string, after: number) =>
  db
    .selectFrom("journey")
    .select("week")
    .distinct()
    .where("reader", "=", alias)
    .where("started_at", ">", after)
    .execute();

export const dropJourneysAfter = (db: Database, alias: string, after: number) =>
  db.deleteFrom("journey").where("reader", "=", alias).where("started_at", ">", after).execute();

export async function addJourneys(db: Database, rows: JourneyRow[]): Promise<void> {
  if (rows.length > 0) await db.insertInto("journey").values(rows).execute();
}
