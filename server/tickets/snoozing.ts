import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, forbidden, tooLate } from "#server/platform/errors.ts";
import { changeByItself, changeTicket } from "./changing.ts";
import { canWait } from "./history.ts";
import { tell } from "./mailing.ts";
import { nextToWake } from "./snooze-store.ts";
import { isOwn, type Ticket } from "./ticket.ts";

const LONGEST = 366 * DAY;

/** Puts a ticket aside until a day, with a reason. What its clocks do meanwhile their policy says. */
export async function snoozeTicket(
  ctx: Context,
  by: Person,
  number: number,
  { until, reason }: { until: number; reason: string },
): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (ctx, ticket) => {
    if (!can(by, "ticket.triage", isOwn(by, ticket))) throw forbidden("Only those who answer put tickets on hold.");
    const now = ctx.clock.now();
    if (until <= now) throw badRequest("This day is over already. Choose a later one.");
    if (until > now + LONGEST) throw badRequest("Choose a day within a year.");
    if (ticket.status === "resolved") throw tooLate("It is resolved. Open it again first.");
    if (!canWait(ticket)) throw tooLate("Nobody has answered yet, so it cannot wait. Reply first.");
    return { kind: "snoozed", data: { until, reason } };
  });
}

/** Ends the hold before its day. */
export async function wakeTicket(ctx: Context, by: Person, number: number): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (_ctx, ticket) => {
    if (!can(by, "ticket.triage", isOwn(by, ticket))) throw forbidden("Only those who answer end a hold.");
    return ticket.status === "on-hold" ? { kind: "woke", data: {} } : null;
  });
}

/** The job: one ticket at a time. Whoever has it is told. */
export async function wakeTickets(ctx: Context): Promise<boolean> {
  const due = await nextToWake(ctx.db, ctx.clock.now());
  if (!due) return false;
  await changeByItself(ctx, due.id, async (ctx, ticket, at) => {
    if (ticket.status !== "on-hold" || ticket.wakeAt === null || ticket.wakeAt > at) return null;
    if (ticket.assigneeId !== null)
      await tell(ctx, { id: null }, { id: ticket.assigneeId }, ticket, "ticket.woke", ticket.seq);
    return { kind: "woke", data: {} };
  });
  return true;
}
