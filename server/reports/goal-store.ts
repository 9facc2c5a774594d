import type { Database } from "#server/platform/database/database.ts";
import type { Week } from "#server/platform/weeks.ts";
import type { Basis, Denominator, GoalVersion } from "./goal.ts";
import type { Draw } from "./sample-draw.ts";

type GoalTable = {
  version: number;
  target: number;
  baseline_from: Week;
  baseline_to: Week;
  denominator: Denominator;
  basis: Basis;
  seal: string;
  definition: string;
  reason: string;
  made_by: number;
  made_at: number;
  previous_hash: string;
  hash: string;
};
export type LockedWeek = {
  version: number;
  week: Week;
  basic: number;
  other: number;
  exposure: number;
  active: number | null;
  locked_at: number;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    goal_version: GoalTable;
    goal_baseline: LockedWeek;
    goal_draw: { version: number; asked: string; drawn: string };
  }
}

const GOAL = [
  "version",
  "target",
  "baseline_from as baselineFrom",
  "baseline_to as baselineTo",
  "denominator",
  "basis",
  "seal",
  "definition",
  "reason",
  "made_by as madeBy",
  "made_at as madeAt",
  "previous_hash as previousHash",
  "hash",
] as const;

/** Oldest first. */
export const goalVersions = (db: Database): Promise<GoalVersion[]> =>
  db.selectFrom("goal_version").select(GOAL).orderBy("version").execute();

export const addGoal = (db: Database, goal: GoalVersion) =>
  db
    .insertInto("goal_version")
    .values({
      version: goal.version,
      target: goal.target,
      baseline_from: goal.baselineFrom,
      baseline_to: goal.baselineTo,
      denominator: goal.denominator,
      basis: goal.basis,
      seal: goal.seal,
      definition: goal.definition,
      reason: goal.reason,
      made_by: goal.madeBy,
      made_at: goal.madeAt,
      previous_hash: goal.previousHash,
      hash: goal.hash,
    })
    .execute();

export const lockedWeeks = (db: Database, version: number): Promise<LockedWeek[]> =>
  db.selectFrom("goal_baseline").selectAll().where("version", "=", version).orderBy("week").execute();

export const lockWeek = (db: Database, locked: LockedWeek) =>
  db
    .insertInto("goal_baseline")
    .values(locked)
    .onConflict((one) => one.columns(["version", "week"]).doNothing())
    .execute();

export const addDraw = (db: Database, version: number, { asked, drawn }: Draw) =>
  db
    .insertInto("goal_draw")
    .values({ version, asked: JSON.stringify(asked), drawn: JSON.stringify(drawn) })
    .execute();

export async function drawOf(db: Database, version: number): Promise<Draw | null> {
  const row = await db
    .selectFrom("goal_draw")
    .select(["asked", "drawn"])
    .where("version", "=", version)
    .executeTakeFirst();
  return row ? { asked: JSON.parse(row.asked), drawn: JSON.parse(row.drawn) } : null;
}
