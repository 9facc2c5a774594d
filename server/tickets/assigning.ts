import { findCategory } from "#server/knowledge/articles.ts";
import { findPerson } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { forbidden, tooLate } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";
import { canWait, type TicketEvent } from "./history.ts";
import { tell } from "./mailing.ts";
import { findQueue } from "./queues.ts";
import { awaitRule } from "./rules.ts";
import { canSee, isOwn, type Ticket, type Urgency } from "./ticket.ts";

/** From whom they saw it go, and to whom it shall go. Null is nobody. */
export type Assignment = { from: number | null; to: number | null };

/** Takes, hands on or releases. Only where it still is with whom they saw it: of two who take it, one gets it. */
export async function assignTicket(
  ctx: Context,
  by: Person,
  number: number,
  { from, to }: Assignment,
): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (ctx, ticket) => {
    if (!can(by, "ticket.assign", isOwn(by, ticket))) throw forbidden("Only those who answer may assign tickets.");
    if (ticket.assigneeId === to) return null;
    if (ticket.assigneeId !== from) throw tooLate(await whoHasIt(ctx, ticket));
    const assignee = to === null ? null : await findPerson(ctx, to);
    if (to !== null && !canAnswer(assignee ?? null))
      throw tooLate("They do not answer tickets any more. Choose somebody else.");
    if (assignee && !canSee(assignee, ticket))
      throw tooLate(`This ticket is confidential, and ${assignee.name} is not among those it is open to.`);
    if (assignee) await tell(ctx, by, assignee, ticket, "ticket.assigned", ticket.seq);
    return { kind: "assigned", data: { from: ticket.assigneeId, to } };
  });
}

/** Those a ticket can be given to. */
export const canAnswer = (person: Person | null) =>
  person !== null && person.disabledAt === null && can(person, "desk.see");

async function whoHasIt(ctx: Context, { assigneeId }: Ticket): Promise<string> {
  const holder = assigneeId === null ? undefined : await findPerson(ctx, assigneeId);
  return holder ? `${holder.name} has it now.` : "It was released meanwhile. Look at it again.";
}

export type Triage = {
  seq: number;
  status: "open" | "waiting" | null;
  urgency: Urgency;
  category: string | null;
  queue?: number | undefined;
};

/** Puts right what was guessed. On the state they saw: else they could undo what a colleague has just put right. */
export async function triageTicket(ctx: Context, by: Person, number: number, wanted: Triage): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (ctx, ticket) => {
    if (!can(by, "ticket.triage", isOwn(by, ticket))) throw forbidden("Only those who answer may change this.");
    const data = whatChanges(ticket, wanted);
    if (Object.keys(data).length === 0) return null;
    // The lock has counted this change already.
    if (ticket.seq !== wanted.seq + 1)
      throw tooLate("Somebody changed this ticket meanwhile. Look at it again, then save.");
    if (data.status === "waiting" && !canWait(ticket))
      throw tooLate("Nobody has answered yet, so there is nothing to wait for. Reply first.");
    if (data.category) await findCategory(ctx, by, data.category);
    if (data.queue !== undefined && (await findQueue(ctx, data.queue)).retiredAt !== null)
      throw tooLate("This queue takes nothing new any more. Choose another.");
    const isFree = ticket.assigneeId === null && ticket.heldAt === null;
    if (data.queue !== undefined && isFree) await awaitRule(ctx, ticket.id);
    return { kind: "triaged", data };
  });
}

type Changes = Extract<TicketEvent, { kind: "triaged" }>["data"];

function whatChanges(ticket: Ticket, { status, urgency, category, queue = ticket.queueId }: Triage): Changes {
  const canTurn = ticket.status === "open" || ticket.status === "waiting" || status === "waiting";
  return {
    ...(status !== null && canTurn && status !== ticket.status ? { status } : {}),
    ...(urgency !== ticket.urgency ? { urgency } : {}),
    ...(category !== ticket.category ? { category } : {}),
    ...(queue !== ticket.queueId ? { queue } : {}),
  };
}
