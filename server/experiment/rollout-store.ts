import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import type { Rollout, RolloutEnd } from "./rollout.ts";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    rollout: {
      id: Id;
      seed: string;
      teams: string;
      starts_week: string;
      step_weeks: number;
      drawn_by: number;
      drawn_at: number;
      hash: string;
    };
    rollout_end: { rollout_id: number; ended_at: number; ended_by: number; reason: string };
  }
}

export type KeptRollout = Rollout & { end: RolloutEnd | null };

const rollouts = (db: Database) =>
  db
    .selectFrom("rollout")
    .leftJoin("rollout_end", "rollout_end.rollout_id", "rollout.id")
    .select(["rollout.id", "seed", "teams", "starts_week", "step_weeks", "drawn_by", "drawn_at", "hash"])
    .select(["ended_at", "ended_by", "reason"]);

/** The last one that was drawn, ended or not. */
export async function lastRollout(db: Database): Promise<KeptRollout | null> {
  const row = await rollouts(db).orderBy("rollout.id", "desc").limit(1).executeTakeFirst();
  return row ? kept(row) : null;
}

export async function rolloutByHash(db: Database, hash: string): Promise<KeptRollout | null> {
  const row = await rollouts(db).where("hash", "=", hash).executeTakeFirst();
  return row ? kept(row) : null;
}

type Row = NonNullable<Awaited<ReturnType<ReturnType<typeof rollouts>["executeTakeFirst"]>>>;

function kept(row: Row): KeptRollout {
  const { ended_at: endedAt, ended_by: endedBy, reason } = row;
  return {
    id: row.id,
    seed: row.seed,
    teams: JSON.parse(row.teams) as string[],
    startsWeek: row.starts_week,
    stepWeeks: row.step_weeks,
    drawnBy: row.drawn_by,
    drawnAt: row.drawn_at,
    hash: row.hash,
    end: endedAt === null || endedBy === null ? null : { endedAt, endedBy, reason: reason ?? "" },
  };
}

export const addRollout = (db: Database, one: Omit<Rollout, "id">) =>
  db
    .insertInto("rollout")
    .values({
      seed: one.seed,
      teams: JSON.stringify(one.teams),
      starts_week: one.startsWeek,
      step_weeks: one.stepWeeks,
      drawn_by: one.drawnBy,
      drawn_at: one.drawnAt,
      hash: one.hash,
    })
    .returning("id")
    .executeTakeFirstOrThrow();

/** Two at once end it once. */
export const addRolloutEnd = (db: Database, rolloutId: number, { endedAt, endedBy, reason }: RolloutEnd) =>
  db
    .insertInto("rollout_end")
    .values({ rollout_id: rolloutId, ended_at: endedAt, ended_by: endedBy, reason })
    .onConflict((one) => one.column("rollout_id").doNothing())
    .execute();

/** Teams of so many people who may ask, by name. */
export const teamsOf = (db: Database, fewest: number) =>
  db
    .selectFrom("person")
    .select(["team", ({ fn }) => fn.countAll<number>().as("people")])
    .where("role", "=", "requester")
    .where("disabled_at", "is", null)
    .where("team", "is not", null)
    .groupBy("team")
    .having(({ fn }) => fn.countAll<number>(), ">=", fewest)
    .orderBy("team")
    .$narrowType<{ team: string }>()
    .execute();
