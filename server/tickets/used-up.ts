import { usedUpLadders } from "#server/escalation/hearing.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { subjectOf } from "./letters.ts";
import { ticketById } from "./store.ts";
import { addressOf, canSee, nameOf } from "./ticket.ts";

export type UsedUp = { number: number; name: string; subject: string; href: string; since: number };

/** What everybody on its ladder was told of and nobody has seen, longest first: for those who lead, until somebody says so. */
export async function usedUp(ctx: Context, by: Person, limit: number): Promise<UsedUp[]> {
  if (!can(by, "ladder.release")) return [];
  const found: UsedUp[] = [];
  for (const { about, since } of await usedUpLadders(ctx, limit)) {
    const ticket = await ticketById(ctx.db, about);
    if (!ticket || !canSee(by, ticket)) continue;
    const { number } = ticket;
    found.push({ number, name: nameOf(ticket), subject: subjectOf(ticket), href: addressOf(ticket), since });
  }
  return found;
}
