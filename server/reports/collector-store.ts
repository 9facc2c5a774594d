import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Week } from "#server/platform/weeks.ts";

export type CollectorWeek = {
  week: Week;
  /** What readers did; those of them that carried a clock, and those whose clock was off. */
  events: number;
  clocks: number;
  skewed: number;
  /** By which ways of recording and which versions of the portal they were written down; JSON lists. */
  schemas: string;
  apps: string;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    weekly_collector: CollectorWeek;
  }
}

/** What readers did in a stretch of time, by the way of recording and the version of the portal. */
export const collectedBetween = (db: Database, from: number, to: number, skew: number) =>
  db
    .selectFrom("event")
    .select(({ fn }) => [
      "schema",
      "app",
      fn.countAll<number>().as("events"),
      fn.count<number>("client_at").as("clocks"),
      sql<number>`sum(case when abs(client_at - at) > ${skew} then 1 else 0 end)`.as("skewed"),
    ])
    .where("at", ">=", from)
    .where("at", "<", to)
    .where("kind", "=", "dev")
    .groupBy(["schema", "app"])
    .execute();

export const saveCollectorWeek = (db: Database, row: CollectorWeek) =>
  db
    .insertInto("weekly_collector")
    .values(row)
    .onConflict((one) => one.column("week").doUpdateSet(row))
    .execute();

export const collectorWeeks = (db: Database, from: Week, to: Week) =>
  db
    .selectFrom("weekly_collector")
    .selectAll()
    .where("week", ">=", from)
    .where("week", "<=", to)
    .orderBy("week")
    .execute();

/** Whether any week was counted. */
export const isWatched = async (db: Database): Promise<boolean> =>
  (await db.selectFrom("weekly_collector").select("week").limit(1).executeTakeFirst()) !== undefined;

/** The first week in which anything was collected here. */
export const firstCollected = (db: Database) =>
  db.selectFrom("weekly_collector").select("week").where("events", ">", 0).orderBy("week").limit(1).executeTakeFirst();
