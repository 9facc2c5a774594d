import type { Reader } from "#server/journeys/journal.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { badRequest, forbidden, tooLate } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";
import { eventsOf } from "./clocks-store.ts";
import { recordMerge } from "./events.ts";
import { type FoundTicket, findTicket } from "./finding.ts";
import type { TicketEvent } from "./history.ts";
import { tell } from "./mailing.ts";
import * as store from "./merge-store.ts";
import { restoredFrom } from "./order-folding.ts";
import { lockById } from "./past-store.ts";
import { refuseStrangers, worksOn } from "./queues.ts";
import { nameOf, participantsIn } from "./ticket.ts";
import { addWatcher, dropWatcher } from "./watcher-store.ts";

export const REVERSIBLE_FOR = 30 * DAY;
const MOST_HOPS = 20;

/** What merging one into the other comes to, or why it cannot be done. */
export type MergePlan = { from: FoundTicket; into: FoundTicket; letsIn: string | null; waits: boolean };

/** Whoever merges needs rights on both. */
export async function planMerge(ctx: Context, by: Person, number: number, into: number): Promise<MergePlan> {
  if (!can(by, "ticket.merge")) throw forbidden("Only those who answer merge tickets.");
  if (number === into) throw badRequest("A ticket cannot be merged into itself.");
  const [from, to] = [await findTicket(ctx, by, number), await findTicket(ctx, by, into)];
  for (const one of [from, to]) {
    if (!(await worksOn(ctx, by, one))) await refuseStrangers(ctx, one);
    if (one.status === "merged") throw tooLate(`${nameOf(one)} was merged already.`);
    if (one.spamAt !== null) throw tooLate(`${nameOf(one)} was set aside as spam.`);
  }
  if ((from.insiders ?? "") !== (to.insiders ?? ""))
    throw tooLate("One of them is confidential, and not for the same people. Open both to the same people first.");
  if (to.status === "resolved" && from.unansweredSince !== null)
    throw tooLate(
      `${nameOf(to)} is resolved, and ${nameOf(from)} waits for an answer. Open ${nameOf(to)} again first.`,
    );
  const isSame = from.requesterId === to.requesterId || participantsIn(to.participants).includes(from.requesterId);
  return { from, into: to, letsIn: isSame ? null : from.requesterName, waits: from.unansweredSince !== null };
}

/**
 * Merges one ticket into another: its clocks and its ladder end, who asked it reads along in the other, and what they
 * waited for is waited for there, from the moment they asked. For thirty days it can be taken out again.
 */
export async function mergeTickets(
  ctx: Context,
  by: Person,
  reader: Reader,
  number: number,
  into: number,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await lockBoth(ctx, await planMerge(ctx, by, number, into));
    const { from, into: to, letsIn } = await planMerge(ctx, by, number, into);
    const at = ctx.clock.now();
    await store.addMerge(ctx.db, {
      ...{ from_id: from.id, into_id: to.id, merged_by: by.id, merged_at: at },
      reversible_until: at + REVERSIBLE_FOR,
      let_in: letsIn === null ? null : from.requesterId,
    });
    const took: TicketEvent = { kind: "took", data: { from: nameOf(from), since: from.unansweredSince } };
    await changeTicket(ctx, by, number, async () => ({ kind: "merged", data: { into: nameOf(to) } }));
    await changeTicket(ctx, by, into, async () => took);
    if (letsIn !== null) await letIn(ctx, by, to, from.requesterId, at);
    const asker = { id: from.requesterId };
    await tell(ctx, by, asker, { number: into }, "ticket.joined", from.id, at);
    await recordMerge(ctx, reader, from, to);
  });
}

async function letIn(ctx: Context, by: Person, to: FoundTicket, personId: number, at: number): Promise<void> {
  await addWatcher(ctx.db, { ticket_id: to.id, person_id: personId, added_by: by.id, since: at });
  await changeTicket(ctx, by, to.number, async () => ({ kind: "joined", data: { person: personId } }));
}

/** The lower id first, so that two who merge the same pair never wait for each other in a circle. */
async function lockBoth(ctx: Context, { from, into }: Pick<MergePlan, "from" | "into">): Promise<void> {
  for (const { id } of [from, into].sort((one, other) => one.id - other.id)) await lockById(ctx.db, id);
}

/** Takes it out again: it stands where its own events leave it, and so does the other one. */
export async function undoMerge(ctx: Context, by: Person, number: number): Promise<void> {
  if (!can(by, "ticket.merge")) throw forbidden("Only those who answer take tickets apart.");
  await inTransaction(ctx, async (ctx) => {
    const from = await findTicket(ctx, by, number);
    const merge = await store.mergeOf(ctx.db, from.id);
    if (!merge) throw tooLate("It is not merged any more.");
    const into = await findTicket(ctx, by, merge.into);
    const at = ctx.clock.now();
    if (at > merge.reversibleUntil) throw tooLate("It was merged more than 30 days ago, so it stays as it is.");
    if (into.status === "merged") throw tooLate(`${nameOf(into)} was merged itself. Take that apart first.`);
    await lockBoth(ctx, { from, into });
    await store.endMerge(ctx.db, merge.id, at);
    await changeTicket(ctx, by, number, (ctx) => undone(ctx, from, "unmerged", nameOf(into), at));
    await changeTicket(ctx, by, into.number, (ctx) => undone(ctx, into, "gaveBack", nameOf(from), at));
    const { letIn } = merge;
    if (letIn !== null && (await dropWatcher(ctx.db, into.id, letIn)))
      await changeTicket(ctx, by, into.number, async () => ({ kind: "left", data: { person: letIn } }));
  });
}

async function undone(
  ctx: Context,
  ticket: FoundTicket,
  kind: "unmerged" | "gaveBack",
  from: string,
  at: number,
): Promise<TicketEvent> {
  const now = ticket;
  const event: TicketEvent = { kind, data: { from, now } };
  const restored = restoredFrom([...(await eventsOf(ctx.db, ticket.id)), { at, by: null, event }]);
  return { kind, data: { from, now: restored } };
}

/** Where this ticket goes on, after all merges: its own id where there was none. */
export async function ticketAfterMerges(ctx: Context, id: number): Promise<number> {
  let now = id;
  for (let hop = 0; hop < MOST_HOPS; hop += 1) {
    const merge = await store.mergeOf(ctx.db, now);
    if (!merge) return now;
    now = merge.intoId;
  }
  return now;
}

/** The same by the numbers people know. */
export async function numberAfterMerges(ctx: Context, number: number, id: number): Promise<number> {
  let [now, at] = [number, id];
  for (let hop = 0; hop < MOST_HOPS; hop += 1) {
    const merge = await store.mergeOf(ctx.db, at);
    if (!merge) return now;
    [now, at] = [merge.into, merge.intoId];
  }
  return now;
}
