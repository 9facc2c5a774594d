import { findLive, keepEscalations } from "#server/escalation/climbing.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, forbidden, tooLate } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";
import { factsNow } from "./clocks.ts";
import { isOwn, type Ticket } from "./ticket.ts";

const LONGEST = 30 * DAY;

export type Halt = { until: number; reason: string };

/** Nobody is told by the ladder until an instant. The clocks of the ticket go on: what was promised stays promised. */
export async function haltLadder(ctx: Context, by: Person, number: number, { until, reason }: Halt): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (ctx, ticket, at) => {
    if (!can(by, "ladder.hold", isOwn(by, ticket))) throw forbidden("Only those who answer hold ladders.");
    if (until <= ctx.clock.now()) throw badRequest("This moment is over already. Choose a later one.");
    if (until > ctx.clock.now() + LONGEST) throw badRequest("A ladder is held for 30 days at most.");
    const { facts, now } = await factsNow(ctx, ticket, at);
    if (!findLive(await keepEscalations(ctx, ticket.id, facts, now)))
      throw tooLate("No ladder runs for this ticket, so there is nothing to hold.");
    return { kind: "halted", data: { until, reason } };
  });
}

/** Before its time. */
export async function unhaltLadder(ctx: Context, by: Person, number: number): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (ctx, ticket, at) => {
    if (!can(by, "ladder.hold", isOwn(by, ticket))) throw forbidden("Only those who answer let ladders go on.");
    const { facts, now } = await factsNow(ctx, ticket, at);
    const live = findLive(await keepEscalations(ctx, ticket.id, facts, now));
    const isHalted = live?.blockers.some(({ why }) => why === "held by hand");
    return isHalted ? { kind: "unhalted", data: {} } : null;
  });
}
