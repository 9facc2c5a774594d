import { byPortal, recordDeed } from "#server/audit/trail.ts";
import { stopReason } from "#server/measure/stopping.ts";
import type { Context } from "#server/platform/context.ts";
import type { Database } from "#server/platform/database/database.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { readSettings } from "#server/platform/settings.ts";
import { weekCalendar } from "#server/platform/weeks.ts";
import { type End, type Experiment, OUTCOME_AFTER } from "./experiment.ts";
import { type FirstReplies, flowsOf } from "./flows.ts";
import { type Result, resultOf } from "./result.ts";
import * as store from "./store.ts";

declare module "#server/platform/context.ts" {
  interface Context {
    /** When these tickets got their first answer, by those who keep them; those without one are missing. */
    firstReplies(db: Database, tickets: number[]): Promise<FirstReplies>;
  }
}

/** How an experiment stands. What belongs to its flows may happen a week after its end. */
export async function resultNow(ctx: Context, experiment: Experiment, until = ctx.clock.now()): Promise<Result> {
  const now = ctx.clock.now();
  const steps = await store.stepsBetween(ctx.db, experiment.startedAt, Math.min(now + 1, until + 2 * OUTCOME_AFTER));
  const calendar = weekCalendar((await readSettings(ctx)).timeZone);
  const tickets = steps.flatMap(({ type, ticket }) => (type === "ticket_created" && ticket !== null ? [ticket] : []));
  const replies = await ctx.firstReplies(ctx.db, tickets);
  return resultOf(experiment, flowsOf(steps, now, replies), calendar);
}

/** The job: looks at the running experiment and ends it when it is to end, and records ended ones once they are complete. */
export async function watchExperiments(ctx: Context): Promise<boolean> {
  const running = await store.openExperiment(ctx.db);
  if (running) await look(ctx, running);
  const [complete] = await store.endedWithoutRecord(ctx.db, ctx.clock.now() - OUTCOME_AFTER);
  if (complete) await record(ctx, complete);
  return complete !== undefined;
}

async function look(ctx: Context, running: Experiment): Promise<void> {
  const now = ctx.clock.now();
  const result = await resultNow(ctx, running);
  await store.saveLook(ctx.db, running.id, now, JSON.stringify(result));
  const reason = reasonToStop(running, result, now);
  if (reason) await endExperiment(ctx, running, { endedAt: Math.min(now, running.endsAt), endedBy: null, reason });
}

/** Arms that are not what was drawn prove nothing, so they stop nothing either: they are shown. */
function reasonToStop({ endsAt }: Experiment, { live, guardrails, sampleRatio }: Result, now: number): string | null {
  const isJudged = live.isReady && !sampleRatio?.isBlocked;
  return stopReason({ live: isJudged ? live.live : { low: 0, high: 0 }, guardrails, now, endAt: endsAt });
}

/** Once and for all; whoever comes second changes nothing. */
export async function endExperiment(ctx: Context, experiment: Experiment, end: End): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    if (!(await store.addEnd(ctx.db, experiment.id, end))) return;
    const by = end.endedBy === null ? byPortal : { id: end.endedBy, kind: "person" as const };
    const object = `experiment ${experiment.id}`;
    await recordDeed(ctx, { by, action: "ended an experiment", object, data: { reason: end.reason } });
  });
}

async function record(ctx: Context, complete: Experiment & End): Promise<void> {
  const result = await resultNow(ctx, complete, complete.endedAt);
  await store.addRecord(ctx.db, complete.id, ctx.clock.now(), JSON.stringify(result));
}
