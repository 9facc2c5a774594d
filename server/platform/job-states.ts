import type { Context } from "./context.ts";

/** How the last tick of a job went. */
export type JobState = {
  name: string;
  ranAt: number;
  okAt: number | null;
  tookMs: number;
  /** Since when its ticks have ended before their work was done. */
  behindSince: number | null;
  failures: number;
  lastError: string | null;
};

declare module "./database/tables.ts" {
  interface Tables {
    job_state: {
      name: string;
      ran_at: number;
      ok_at: number | null;
      took_ms: number;
      behind_since: number | null;
      failures: number;
      last_error: string | null;
    };
  }
}

export async function writeJobStates(ctx: Context, states: readonly JobState[]): Promise<void> {
  for (const { name, ...state } of states) {
    const row = {
      ran_at: state.ranAt,
      ok_at: state.okAt,
      took_ms: state.tookMs,
      behind_since: state.behindSince,
      failures: state.failures,
      last_error: state.lastError,
    };
    await ctx.db
      .insertInto("job_state")
      .values({ name, ...row })
      .onConflict((one) => one.column("name").doUpdateSet(row))
      .execute();
  }
}

/** As they were last written down, which is once a minute and whenever one begins or ceases to fail. */
export const readJobStates = (ctx: Pick<Context, "db">): Promise<JobState[]> =>
  ctx.db
    .selectFrom("job_state")
    .select([
      "name",
      "ran_at as ranAt",
      "ok_at as okAt",
      "took_ms as tookMs",
      "behind_since as behindSince",
      "failures",
      "last_error as lastError",
    ])
    .orderBy("name")
    .execute();
