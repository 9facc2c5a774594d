import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound } from "#server/platform/errors.ts";
import { beginningOf, findRunFor, noteTick, stepOf, type Tick } from "./following.ts";
import { incidentName } from "./incident.ts";
import { findIncident } from "./incidents.ts";
import * as store from "./runbook-store.ts";

const recordRun = (ctx: Context, by: Person, id: number, action: string, data: Record<string, unknown>) =>
  recordDeed(ctx, { by: byPerson(by), action, object: incidentName({ id }), data });

/** Begins to follow a runbook for an incident, and with it for each of its tickets. Says the number of the run. */
export async function followForIncident(ctx: Context, by: Person, id: number, slug: string): Promise<number> {
  if (!can(by, "runbook.follow")) throw notFound("incident");
  await findIncident(ctx, id);
  const beginning = await beginningOf(ctx, by, slug);
  return inTransaction(ctx, async (ctx) => {
    const started_at = ctx.clock.now();
    const { id: run } = await store.addRun(ctx.db, { ...beginning, ...store.forIncident(id), started_at });
    await recordRun(ctx, by, id, "incident runbook begun", { run, runbook: beginning.title });
    return run;
  });
}

export async function findIncidentRun(ctx: Context, by: Person, id: number, run: number) {
  const incident = await findIncident(ctx, id);
  return { ...(await findRunFor(ctx, by, store.forIncident(id), run)), incident };
}

export async function tickForIncident(ctx: Context, by: Person, id: number, run: number, tick: Tick): Promise<void> {
  stepOf(await findIncidentRun(ctx, by, id, run), tick);
  const { step, isDone } = tick;
  await inTransaction(ctx, async (ctx) => {
    if (await noteTick(ctx, by, run, tick, ctx.clock.now()))
      await recordRun(ctx, by, id, "incident runbook ticked", { run, step, isDone });
  });
}

export async function endForIncident(ctx: Context, by: Person, id: number, run: number): Promise<void> {
  await findIncidentRun(ctx, by, id, run);
  await inTransaction(ctx, async (ctx) => {
    if (await store.endRun(ctx.db, run, by.id, ctx.clock.now()))
      await recordRun(ctx, by, id, "incident runbook ended", { run });
  });
}
