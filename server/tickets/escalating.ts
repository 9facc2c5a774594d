import { letGo } from "#server/escalation/braking.ts";
import { type Due, findDue, keepEscalations, nextLadder, recordFire, stepOf } from "#server/escalation/climbing.ts";
import { noteFailure, noteSuccess } from "#server/escalation/climbing-trouble.ts";
import type { Fact } from "#server/escalation/facts.ts";
import { heldSince } from "#server/notifications/holding.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { holdInStorm } from "./brake-mailing.ts";
import { changeByItself } from "./changing.ts";
import { factsNow } from "./clocks.ts";
import type { TicketEvent } from "./history.ts";
import { heardAtEnd, tellAtEnd } from "./ladder-ending.ts";
import { remindOfLapse, tellOfEnd, tellOfStep } from "./ladder-mailing.ts";
import { peopleFor } from "./ladder-people.ts";
import { callForStep, effectsOf, isMeant } from "./step-effects.ts";
import type { Ticket } from "./ticket.ts";

/**
 * Takes the steps that are due, one ticket at a time. A ticket that fails waits and never holds up the others. Nothing
 * moves on a restored copy until an admin says that it is the portal now: the one it was taken from may still be running.
 */
export async function watchLadders(ctx: Context): Promise<boolean> {
  if ((await heldSince(ctx)) !== null) return false;
  const due = await nextLadder(ctx);
  if (!due) return false;
  try {
    await changeByItself(ctx, due.about, (ctx, ticket, at) => climb(ctx, ticket, at));
    if (due.tries > 0) await noteSuccess(ctx, due.about);
  } catch (error) {
    ctx.log.error({ err: error, escalation: due.id }, "A ladder could not go on; it will be tried again.");
    await noteFailure(ctx, due, error);
  }
  return true;
}

/** At most one step that tells somebody; those that reach nobody are noted and passed at once. */
async function climb(ctx: Context, ticket: Ticket, at: number): Promise<TicketEvent | null> {
  const { facts, now } = await factsNow(ctx, ticket, at);
  const escalations = await keepEscalations(ctx, ticket.id, facts, now);
  await remindOfLapse(ctx, ticket, facts, escalations, now);
  const due = findDue(escalations, now);
  const event = due && (await takeSteps(ctx, ticket, due, { facts, now }, null));
  await keepEscalations(ctx, ticket.id, facts, now);
  return event;
}

/** Lets one go that the storm brake holds, and takes its step at once. */
export const goOn = (ctx: Context, about: number, escalationId: number): Promise<void> =>
  changeByItself(ctx, about, async (ctx, ticket, at) => {
    await letGo(ctx, escalationId);
    return climb(ctx, ticket, at);
  });

/** What has happened so far; of what is begun by hand, also that. */
type Known = { facts: readonly Fact[]; now: number };
export type ByHand = { by: Person; reason: string };

/**
 * Takes a step, and while it reaches nobody the ones after it, but for those whose moment of a promise has not come.
 * Null: nobody is told now.
 */
export async function takeSteps(
  ctx: Context,
  ticket: Ticket,
  first: Due,
  known: Known,
  byHand: ByHand | null,
): Promise<TicketEvent | null> {
  const { facts, now } = known;
  const { step, escalation } = first;
  const isFor = await isMeant(ctx, first, ticket);
  const told = isFor ? await peopleFor(ctx, step, ticket, byHand?.by ?? null) : [];
  const ids = told.map(({ id }) => id);
  const knowing = [...ids, ...(byHand ? [byHand.by.id] : [])];
  const isHeardOf = isFor && ids.length + step.webhooks.length > 0;
  const besides = isHeardOf ? await heardAtEnd(ctx, ticket, first, knowing) : [];
  const ending = besides.map(({ id }) => id);
  if (byHand === null && (await holdInStorm(ctx, escalation, [...ids, ...ending]))) return null;
  if (byHand !== null) await letGo(ctx, escalation.id);
  const calls = isFor ? await callForStep(ctx, ticket, first) : 0;
  const reason = byHand?.reason ?? escalation.passes;
  const isHeard = told.length > 0 || calls > 0;
  const taken = { told: ids, besides: isHeard ? ending : [], reason, byId: byHand?.by.id ?? null };
  await recordFire(ctx, first, now, { ...taken, outcome: isHeard ? "told" : "empty" });
  if (isHeard) {
    await tellOfStep(ctx, ticket, first, told);
    await tellOfEnd(ctx, ticket, escalation.id, besides);
    return escalated(ctx, ticket, first, { told: ids, calls, ending }, byHand);
  }
  const moved = (await keepEscalations(ctx, ticket.id, facts, now)).filter(({ id }) => id === escalation.id);
  const next = byHand === null ? findDue(moved, now) : (moved.map(stepOf)[0] ?? null);
  if (next) return takeSteps(ctx, ticket, next, known, byHand);
  if (moved[0]?.ended !== "used up") return null;
  return tellAtEnd(ctx, ticket, escalation, { reason: byHand?.reason ?? null, except: knowing });
}

async function escalated(
  ctx: Context,
  ticket: Ticket,
  { escalation, step }: Due,
  { told, calls, ending }: { told: number[]; calls: number; ending: number[] },
  byHand: ByHand | null,
): Promise<TicketEvent> {
  const said = { ladder: escalation.version.ladder.name, step: step.name, told, reason: byHand?.reason ?? null };
  const effects = await effectsOf(ctx, step, ticket, told);
  const besides = { ...(calls > 0 ? { calls } : {}), ...(ending.length > 0 ? { ending } : {}) };
  return { kind: "escalated", data: { ...said, ...effects, ...besides } };
}
