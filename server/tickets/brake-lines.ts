import { heldByBrake } from "#server/escalation/braking.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { subjectOf } from "./letters.ts";
import { ticketById } from "./store.ts";
import { addressOf, canSee, nameOf } from "./ticket.ts";

export type HeldLine = { number: number; name: string; subject: string; href: string; heldAt: number };

/** What the storm brake holds, longest first, as far as this person may see it. */
export async function heldLines(ctx: Context, by: Person, limit: number): Promise<HeldLine[]> {
  const lines: HeldLine[] = [];
  for (const { about, heldAt } of await heldByBrake(ctx, limit)) {
    const ticket = await ticketById(ctx.db, about);
    if (!ticket || !canSee(by, ticket)) continue;
    const { number } = ticket;
    lines.push({ number, name: nameOf(ticket), subject: subjectOf(ticket), href: addressOf(ticket), heldAt });
  }
  return lines;
}
