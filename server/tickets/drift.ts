import { laddersAdrift } from "#server/escalation/climbing.ts";
import { clocksAdrift } from "#server/escalation/keeping.ts";
import type { Context } from "#server/platform/context.ts";
import { factsNow } from "./clocks.ts";
import { openAfter } from "./clocks-store.ts";
import { addressOf, nameOf } from "./ticket.ts";

/** What was compared: how many tickets, the last of them, and each that has drifted, in words. */
export type Drift = { compared: number; last: number | null; adrift: string[] };

/** Derives the due times of open tickets anew from what happened to them, and compares. Changes nothing. */
export async function findDrift(ctx: Context, after: number, limit: number): Promise<Drift> {
  const tickets = await openAfter(ctx.db, after, limit);
  const adrift: string[] = [];
  for (const ticket of tickets) {
    const { facts, now } = await factsNow(ctx, ticket, ctx.clock.now());
    const about = { id: ticket.id, name: nameOf(ticket), address: addressOf(ticket) };
    const found = [
      ...(await clocksAdrift(ctx, about, facts, now)),
      ...(await laddersAdrift(ctx, ticket.id, facts, now)),
    ];
    if (found.length > 0) adrift.push(`${about.name} (${found.join(", ")})`);
  }
  return { compared: tickets.length, last: tickets.at(-1)?.id ?? null, adrift };
}
