import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import type { Fault } from "./check.ts";
import { checkedBefore, failedChecks } from "./check-store.ts";
import { fileOf } from "./checked.ts";

/** Half a year: a main version of PostgreSQL comes out every year. */
const FRESH = 180 * DAY;

/** Articles whose examples no longer do what the article says, or have not been tried for long. */
export async function staleFaults(ctx: Context): Promise<Fault[]> {
  const now = ctx.clock.now();
  const failed = await failedChecks(ctx.db);
  const old = await checkedBefore(ctx.db, now - FRESH);
  return [
    ...failed.map((check) =>
      stale(check, `Its example ${check.place} failed on PostgreSQL ${check.server}: ${check.reason}`),
    ),
    ...old.map((check) => stale(check, `Its examples were last tried ${daysAgo(now, check.checkedAt)} days ago.`)),
  ];
}

const stale = (article: { category: string; slug: string }, sentence: string): Fault => ({
  kind: "stale",
  file: fileOf(article),
  sentence,
});

const daysAgo = (now: number, then: number) => Math.floor((now - then) / DAY);
