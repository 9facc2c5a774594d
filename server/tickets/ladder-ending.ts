import type { Due, KeptEscalation } from "#server/escalation/climbing.ts";
import { wasAnybodyTold } from "#server/escalation/hearing.ts";
import { endsWithLeads } from "#server/escalation/ladder.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { TicketEvent } from "./history.ts";
import { leadersOf, tellFallback, tellOfEnd } from "./ladder-mailing.ts";
import type { Ticket } from "./ticket.ts";

/** Who hears besides as the last step is taken, where the ladder says so; `except`: who knows of it anyway. */
export async function heardAtEnd(
  ctx: Context,
  ticket: Ticket,
  { escalation: { version, place } }: Due,
  except: readonly number[],
): Promise<Person[]> {
  if (place === null || !endsWithLeads(version.ladder, place)) return [];
  return (await leadersOf(ctx, ticket)).filter(({ id }) => !except.includes(id));
}

/**
 * A ladder that is used up without a step that tells somebody now. Where nobody ever heard of it, it must not be silent;
 * where somebody did, it says itself whether more is to happen. Null: nobody is told.
 */
export async function tellAtEnd(
  ctx: Context,
  ticket: Ticket,
  { id, version: { ladder } }: KeptEscalation,
  { reason, except }: { reason: string | null; except: readonly number[] },
): Promise<TicketEvent | null> {
  const said = { ladder: ladder.name, reason };
  if (!(await wasAnybodyTold(ctx, ticket.id, id))) {
    const told = await tellFallback(ctx, ticket, id);
    return { kind: "escalated", data: { ...said, step: "nobody else was there", told } };
  }
  if (ladder.onExhausted === "shown") return null;
  const leaders = (await leadersOf(ctx, ticket)).filter((one) => !except.includes(one.id));
  await tellOfEnd(ctx, ticket, id, leaders);
  const told = leaders.map((one) => one.id);
  return told.length > 0 ? { kind: "escalated", data: { ...said, step: "it is used up", told } } : null;
}
