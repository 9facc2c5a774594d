import { laddersInTrouble } from "#server/escalation/climbing-trouble.ts";
import type { Context } from "#server/platform/context.ts";
import { ticketById } from "./store.ts";
import { addressOf, nameOf } from "./ticket.ts";

const SHOWN = 50;

export type FailingLadder = { name: string; href: string; error: string; tries: number; retryAt: number };

/** Ladders that cannot go on, by the ticket they are about. They are tried again by themselves. */
export async function failingLadders(ctx: Context): Promise<FailingLadder[]> {
  const found: FailingLadder[] = [];
  for (const { about, error, tries, retryAt } of await laddersInTrouble(ctx, SHOWN)) {
    const ticket = await ticketById(ctx.db, about);
    if (ticket) found.push({ name: nameOf(ticket), href: addressOf(ticket), error, tries, retryAt });
  }
  return found;
}
