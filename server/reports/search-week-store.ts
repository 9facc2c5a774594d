import type { Database } from "#server/platform/database/database.ts";
import type { Week } from "#server/platform/weeks.ts";

export type SearchWeek = {
  week: Week;
  /** By whose calendar the week began. */
  zone: string;
  counted_at: number;
  searches: number;
  readers: number;
  zero: number;
  reformulated: number;
  clicked: number;
  /** Median, in ms; null without a click. */
  ms_to_click: number | null;
  /** Sum over searches of 1 / place of the first click. */
  reciprocal: number;
  /** By swapped place (1: none): lists shown, and those in which what stood first before was chosen. As JSON. */
  swaps: string;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    weekly_search: SearchWeek;
  }
}

export const firstSearchAt = async (db: Database): Promise<number | null> =>
  (await db.selectFrom("event").select("at").where("type", "=", "search").orderBy("at").limit(1).executeTakeFirst())
    ?.at ?? null;

/** What readers did with lists of results in a stretch of time, reader by reader. */
export const stepsBetween = (db: Database, from: number, to: number) =>
  db
    .selectFrom("event")
    .leftJoin("search_text", "search_text.event_id", "event.id")
    .select(["event.reader", "event.at", "event.type", "event.data", "search_text.text"])
    .where("event.at", ">=", from)
    .where("event.at", "<", to)
    .where("event.type", "in", ["search", "impression", "click"])
    .where("event.kind", "=", "dev")
    .where("event.reader", "is not", null)
    .$narrowType<{ reader: string }>()
    .orderBy("event.reader")
    .orderBy("event.at")
    // A search and its list are written down in the same millisecond; here the search comes first, then the choice.
    .orderBy("event.type", "desc")
    .orderBy("event.id")
    .execute();

export const saveSearchWeek = (db: Database, row: SearchWeek) =>
  db
    .insertInto("weekly_search")
    .values(row)
    .onConflict((one) => one.column("week").doUpdateSet(row))
    .execute();

export const countedSearchWeeks = (db: Database) =>
  db.selectFrom("weekly_search").select(["week", "zone", "counted_at as countedAt"]).execute();

/** Weeks to which events came late are counted as if nobody had: under no calendar at all. */
export async function recountSearches(db: Database, weeks: readonly Week[]): Promise<void> {
  if (weeks.length > 0) await db.updateTable("weekly_search").set({ zone: "" }).where("week", "in", weeks).execute();
}

export const searchWeeks = (db: Database, from: Week, to: Week) =>
  db
    .selectFrom("weekly_search")
    .selectAll()
    .where("week", ">=", from)
    .where("week", "<=", to)
    .orderBy("week")
    .execute();
