import { onlyOwn } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import type { Eyes } from "./seeing-store.ts";
import { ticketByNumber } from "./store.ts";

/** Lists and searches ask through these, so that what may not be seen is never fetched, counted or ranked. */
export const eyesOf = (person: Person): Eyes => ({ id: person.id, isOnlyOwn: onlyOwn(person, "ticket.see") });

/** A ticket with the names around it. One they may not see looks exactly like one that is not there. */
export async function findTicket(ctx: Context, by: Person, number: number) {
  const ticket = await ticketByNumber(ctx.db, number, eyesOf(by));
  if (!ticket) throw notFound("ticket");
  return ticket;
}

export type FoundTicket = Awaited<ReturnType<typeof findTicket>>;
