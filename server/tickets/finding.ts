import { onlyOwn } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import { type Owner, ticketByNumber } from "./store.ts";

export const ownerFor = (person: Person): Owner => (onlyOwn(person, "ticket.see") ? person.id : null);

/** A ticket with the names around it. One they may not see looks exactly like one that is not there. */
export async function findTicket(ctx: Context, by: Person, number: number) {
  const ticket = await ticketByNumber(ctx.db, number, ownerFor(by));
  if (!ticket) throw notFound("ticket");
  return ticket;
}

export type FoundTicket = Awaited<ReturnType<typeof findTicket>>;
