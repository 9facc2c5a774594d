import type { Database } from "#server/platform/database/database.ts";
import type { Week } from "#server/platform/weeks.ts";

/** Counted in the index alone: half a million journeys of three years in some milliseconds. */
export const outcomesByWeek = (db: Database, from: Week, to: Week) =>
  db
    .selectFrom("journey")
    .select(["week", "outcome", ({ fn }) => fn.countAll<number>().as("journeys")])
    .where("week", ">=", from)
    .where("week", "<=", to)
    .groupBy(["week", "outcome"])
    .orderBy("week")
    .execute();

/** Those that ended so lately that a ticket may still follow. */
export const outcomesEndedAfter = (db: Database, endedAfter: number, from: Week, to: Week) =>
  db
    .selectFrom("journey")
    .select(["week", "outcome", ({ fn }) => fn.countAll<number>().as("journeys")])
    .where("ended_at", ">", endedAfter)
    .where("week", ">=", from)
    .where("week", "<=", to)
    .groupBy(["week", "outcome"])
    .execute();
