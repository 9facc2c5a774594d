import type { Database } from "#server/platform/database/database.ts";
import type { Week } from "#server/platform/weeks.ts";

/** What these teams asked week by week. */
export const teamWeeks = (db: Database, teams: readonly string[], from: Week, to: Week) =>
  db
    .selectFrom("weekly_team")
    .select(["team", "week", "basic", "exposure"])
    .where("team", "in", teams)
    .where("week", ">=", from)
    .where("week", "<=", to)
    .orderBy("week")
    .orderBy("team")
    .execute();
