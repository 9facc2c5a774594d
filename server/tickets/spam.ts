import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { forbidden } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";
import { spamOf } from "./spam-store.ts";
import { isOwn, type Ticket } from "./ticket.ts";

/** Sets it aside: out of the desk and its counts, clocks cancelled, ladders ended. Nothing is deleted. */
export async function setAside(ctx: Context, by: Person, number: number): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (_ctx, ticket) => {
    refuseOthers(by, ticket);
    return ticket.spamAt === null ? { kind: "spammed", data: {} } : null;
  });
}

/** It is what it was before, and whoever asked has waited all along. */
export async function takeBack(ctx: Context, by: Person, number: number): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (_ctx, ticket) => {
    refuseOthers(by, ticket);
    return ticket.spamAt === null ? null : { kind: "unspammed", data: {} };
  });
}

/** While something they wrote is set aside, their further mail waits for a decision. */
export const hasSentSpam = async (ctx: Context, personId: number): Promise<boolean> =>
  (await spamOf(ctx.db, personId)) !== undefined;

function refuseOthers(by: Person, ticket: Ticket): void {
  if (!can(by, "ticket.spam", isOwn(by, ticket))) throw forbidden("Only those who answer may say what is spam.");
}
