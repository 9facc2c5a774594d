import { brakeNow, endBrakeIfEmpty, HELD_FOR, heldByBrake, toldJustNow } from "#server/escalation/braking.ts";
import { keptEscalation } from "#server/escalation/climbing.ts";
import type { Context } from "#server/platform/context.ts";
import { factsNow } from "./clocks.ts";
import { goOn } from "./escalating.ts";
import { peopleFor } from "./ladder-people.ts";
import { ticketById } from "./store.ts";

const AT_ONCE = 200;

/** After its time a brake lets go by itself, so slowly that nobody is told twice within a minute. */
export async function letGoSlowly(ctx: Context): Promise<boolean> {
  const brake = await brakeNow(ctx);
  if (!brake || ctx.clock.now() - brake.tripped_at < HELD_FOR) return false;
  for (const held of await heldByBrake(ctx, AT_ONCE)) {
    if (!(await toldJustNow(ctx, await whomItTells(ctx, held)))) await goOn(ctx, held.about, held.id);
  }
  await endBrakeIfEmpty(ctx);
  return false;
}

async function whomItTells(ctx: Context, { about, id }: { about: number; id: number }): Promise<number[]> {
  const ticket = await ticketById(ctx.db, about);
  if (!ticket) return [];
  const { facts, now } = await factsNow(ctx, ticket, ctx.clock.now());
  const one = await keptEscalation(ctx, about, id, facts, now);
  const step = one?.place && one.version.ladder.steps[one.place.step];
  return step ? (await peopleFor(ctx, step, ticket, null)).map((person) => person.id) : [];
}
