import { findLive, keepEscalations, stepOf } from "#server/escalation/climbing.ts";
import type { Fact } from "#server/escalation/facts.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { forbidden, tooLate } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";
import { factsNow } from "./clocks.ts";
import { takeSteps } from "./escalating.ts";
import { isOwn, type Ticket } from "./ticket.ts";

const IS_HELD = "It was brought in from another desk, and no ladder runs yet. Make it live first.";

const HAS_MOVED = "The ladder has moved on meanwhile. Look at it again.";

/**
 * "I have seen it": the ladder stands still for a while. Saying it again while it holds makes it last longer. `lockNo`:
 * the steps that had been taken when the button was drawn; on a ladder that moved on since, it does nothing.
 */
export async function acknowledgeTicket(
  ctx: Context,
  by: Person,
  number: number,
  lockNo: number | null = null,
): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (ctx, ticket, at) => {
    if (!can(by, "ticket.acknowledge", isOwn(by, ticket))) throw forbidden("Only those who answer may say this.");
    if (ticket.status === "resolved") throw tooLate("It was resolved meanwhile, so nobody waits.");
    if (ticket.heldAt !== null) throw tooLate(IS_HELD);
    if (lockNo !== null) {
      const { facts, now } = await factsNow(ctx, ticket, at);
      const live = findLive(await keepEscalations(ctx, ticket.id, facts, now));
      if (live && live.lockNo !== lockNo) throw tooLate(HAS_MOVED);
    }
    return { kind: "acknowledged", data: {} };
  });
}

/**
 * Takes the next step of the ladder now, also when it stands still; where none goes on, one begins. `lockNo` is how
 * many steps had been taken when its button was drawn: on a ladder that moved on since, it does nothing.
 */
export async function escalateNow(
  ctx: Context,
  by: Person,
  number: number,
  { reason, lockNo }: { reason: string; lockNo: number },
): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (ctx, ticket, at) => {
    if (!can(by, "ticket.escalate", isOwn(by, ticket))) throw forbidden("Only those who answer may escalate.");
    if (ticket.status === "resolved") throw tooLate("It is resolved. Open it again first.");
    if (ticket.heldAt !== null) throw tooLate(IS_HELD);
    const { facts, now } = await factsNow(ctx, ticket, at);
    const before = await keepEscalations(ctx, ticket.id, facts, now);
    const running = findLive(before);
    const known = running ? facts : [...facts, byHandNow(facts, by, now)];
    const live = running ?? findLive(await keepEscalations(ctx, ticket.id, known, now));
    if (!live && before.some(({ ended }) => ended === "used up"))
      throw tooLate("Everybody on the ladder of this ticket was told already.");
    if (!live) throw tooLate("No ladder fits this ticket. An admin can make one under Settings, Ladders.");
    if (live.lockNo !== lockNo) throw tooLate(HAS_MOVED);
    const next = stepOf(live);
    const event = next && (await takeSteps(ctx, ticket, next, { facts: known, now }, { by, reason }));
    if (!event) throw tooLate("Nobody is left on this ladder who could be told.");
    return event;
  });
}

/** What the event that follows will say, so that its ladder is there before it is moved. */
const byHandNow = (facts: readonly Fact[], by: Person, now: number): Fact => ({
  ...(facts.at(-1) as Fact),
  at: now,
  said: null,
  by: by.id,
  isByStaff: true,
  does: "escalates",
});
