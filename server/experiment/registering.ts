import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { moveCounter } from "#server/platform/counters.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, notFound, tooLate } from "#server/platform/errors.ts";
import { randomToken } from "#server/platform/keys.ts";
import { hashOf, type Registration } from "./experiment.ts";
import * as store from "./store.ts";
import { endExperiment } from "./watching.ts";

/** Registering is starting: what was promised is sealed before the first person is drawn. */
export async function startExperiment(ctx: Context, by: Person, wanted: Registration): Promise<number> {
  if (!can(by, "portal.manage")) throw forbidden("Only admins may start an experiment.");
  return inTransaction(ctx, async (ctx) => {
    // Two admins at once: the counter's row lets one pass at a time.
    await moveCounter(ctx, "experiments", 1);
    if (await store.openExperiment(ctx.db))
      throw tooLate("An experiment is running already; only one can run at a time.");
    const promised = { ...wanted, salt: randomToken(), startedBy: by.id, startedAt: ctx.clock.now() };
    const hash = hashOf(promised);
    const id = await store.addExperiment(ctx.db, { ...promised, hash });
    const { salt: _salt, ...data } = promised;
    await recordDeed(ctx, {
      by: byPerson(by),
      action: "started an experiment",
      object: `experiment ${id}`,
      data: { ...data, hash },
    });
    return id;
  });
}

export async function stopExperiment(ctx: Context, by: Person, id: number, why: string): Promise<void> {
  if (!can(by, "portal.manage")) throw forbidden("Only admins may stop an experiment.");
  const running = await store.openExperiment(ctx.db);
  if (running?.id !== id) throw running ? notFound("experiment") : tooLate("This experiment has ended already.");
  await endExperiment(ctx, running, { endedAt: ctx.clock.now(), endedBy: by.id, reason: why });
}
