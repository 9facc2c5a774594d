import type { Database } from "#server/platform/database/database.ts";
import type { Week } from "#server/platform/weeks.ts";

/** What every team asked week by week. */
export const teamWeeks = (db: Database, from: Week, to: Week) =>
  db
    .selectFrom("weekly_team")
    .select(["team", "week", "basic", "exposure"])
    .where("week", ">=", from)
    .where("week", "<=", to)
    .orderBy("week")
    .orderBy("team")
    .execute();
