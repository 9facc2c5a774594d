import type { Context } from "#server/platform/context.ts";
import { changeByItself } from "./changing.ts";
import { LINK_WORDS } from "./link.ts";
import { addLink } from "./link-store.ts";
import { ticketByNumber } from "./store.ts";
import { nameOf, type Ticket } from "./ticket.ts";

/** Links a ticket that a mail began with the closed one the mail went on from. Both histories tell of it. */
export async function linkFollower(ctx: Context, number: number, closed: Ticket): Promise<void> {
  const ticket = await ticketByNumber(ctx.db, number, null);
  if (!ticket) return;
  await addLink(ctx.db, { from_id: ticket.id, kind: "related", to_id: closed.id, made_at: ctx.clock.now() });
  // The lower number first, as everywhere: two who link the same pair never wait for each other in a circle.
  for (const [one, other, words] of [
    [closed, ticket, LINK_WORDS.related.there],
    [ticket, closed, LINK_WORDS.related.here],
  ] as const)
    await changeByItself(ctx, one.id, async () => ({ kind: "linked", data: { words, other: nameOf(other) } }));
}
