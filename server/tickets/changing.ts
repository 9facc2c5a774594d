import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound, tooLate } from "#server/platform/errors.ts";
import { followClocks } from "./clocks.ts";
import { eyesOf } from "./finding.ts";
import { after, type TicketEvent } from "./history.ts";
import { ring } from "./live.ts";
import { refuseStrangers, worksOn } from "./queues.ts";
import { giveBack, lockTicket, lockTicketById, saveTicket } from "./store.ts";
import { moveTally } from "./tally.ts";
import { addEvent } from "./thread-store.ts";
import type { Ticket } from "./ticket.ts";

/** Asks whether they may and what it comes to. Null: nothing to change, it is so already. */
export type Decision = (ctx: Context, ticket: Ticket, at: number) => Promise<TicketEvent | null>;

/**
 * The one way a ticket changes. The ticket is found through the person and locked first, and lies in a queue they work
 * in; then `decide` checks and says what happens; the row, its history and the counters follow from that.
 */
export async function changeTicket(
  ctx: Context,
  by: Person,
  number: number,
  decide: Decision,
  mayTouch: (ctx: Context, by: Person, ticket: Ticket) => Promise<boolean> = worksOn,
): Promise<Ticket> {
  return inTransaction(ctx, async (ctx) => {
    const ticket = await lockTicket(ctx.db, number, eyesOf(by));
    if (!ticket) throw notFound("ticket");
    if (!(await mayTouch(ctx, by, ticket))) await refuseStrangers(ctx, ticket);
    return change(ctx, ticket, by, decide);
  });
}

/** A secret is taken out, and who sees it is changed, whatever became of the ticket. */
const ALWAYS: ReadonlySet<TicketEvent["kind"]> = new Set(["confided", "redacted", "rated"]);

/** Of what was merged nothing changes, except that it is taken out again. */
function refuseMerged({ status }: Ticket, { kind }: TicketEvent): void {
  if (status === "merged" && kind !== "unmerged" && kind !== "left" && !ALWAYS.has(kind))
    throw tooLate("This ticket was merged into another one. It goes on there.");
}

/** Of what is spam nothing changes, except that it is said to be none. */
function refuseSpam({ spamAt }: Ticket, { kind }: TicketEvent): void {
  if (spamAt !== null && kind !== "unspammed" && !ALWAYS.has(kind))
    throw tooLate("This ticket was set aside as spam, so nothing about it can be changed.");
}

/** The same for what the portal does by itself: nobody stands behind it in the history. */
export async function changeByItself(ctx: Context, ticketId: number, decide: Decision): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const ticket = await lockTicketById(ctx.db, ticketId);
    if (ticket) await change(ctx, ticket, NOBODY, decide);
  });
}

const NOBODY = { id: null };

async function change(ctx: Context, ticket: Ticket, by: { id: number | null }, decide: Decision): Promise<Ticket> {
  // A clock that was set back must not turn the history around.
  const at = Math.max(ctx.clock.now(), ticket.updatedAt);
  const event = await decide(ctx, ticket, at);
  if (!event) {
    await giveBack(ctx.db, ticket.id);
    return ticket;
  }
  refuseSpam(ticket, event);
  refuseMerged(ticket, event);
  const changed = { ...ticket, ...after(ticket, event, at) };
  await noteInHistory(ctx, ticket, by, event, at);
  await saveTicket(ctx.db, ticket.id, changed, await followClocks(ctx, ticket, at));
  await moveTally(ctx, ticket, changed);
  ring(ctx);
  return changed;
}

export async function noteInHistory(
  ctx: Context,
  ticket: { id: number; seq: number },
  by: { id: number | null },
  { kind, data }: TicketEvent,
  at: number,
): Promise<void> {
  await addEvent(ctx.db, {
    ticket_id: ticket.id,
    seq: ticket.seq,
    at,
    person_id: by.id,
    kind,
    data: JSON.stringify(data),
  });
}
