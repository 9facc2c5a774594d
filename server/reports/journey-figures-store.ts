import type { Database } from "#server/platform/database/database.ts";
import type { Week } from "#server/platform/weeks.ts";

/** Counted by a job: three years of half a million journeys are a thousand rows. */
export const preparedOutcomes = (db: Database, from: Week, before: Week) =>
  db.selectFrom("weekly_journey").selectAll().where("week", ">=", from).where("week", "<", before).execute();

/** Counted now, for the few weeks that still change. */
export const outcomesByWeek = (db: Database, from: Week, to: Week) =>
  db
    .selectFrom("journey")
    .select(({ fn }) => [
      "week",
      "outcome",
      fn.countAll<number>().as("journeys"),
      fn.sum<number>("other_ticket").as("other_ticket"),
    ])
    .where("week", ">=", from)
    .where("week", "<=", to)
    .groupBy(["week", "outcome"])
    .orderBy("week")
    .execute();

/** Those that ended so lately that a ticket may still follow. */
export const outcomesEndedAfter = (db: Database, endedAfter: number, from: Week, to: Week) =>
  db
    .selectFrom("journey")
    .select(({ fn }) => [
      "week",
      "outcome",
      fn.countAll<number>().as("journeys"),
      fn.sum<number>("other_ticket").as("other_ticket"),
    ])
    .where("ended_at", ">", endedAfter)
    .where("week", ">=", from)
    .where("week", "<=", to)
    .groupBy(["week", "outcome"])
    .execute();

/** People who said that they had been about to ask, as far back as events are kept. */
export async function aboutToAsk(db: Database, from: number, to: number): Promise<number> {
  const row = await db
    .selectFrom("event")
    .select(({ fn }) => fn.count<number>("reader").distinct().as("people"))
    .where("type", "=", "intent")
    .where("kind", "=", "dev")
    .where("at", ">=", from)
    .where("at", "<", to)
    .executeTakeFirstOrThrow();
  return Number(row.people);
}
