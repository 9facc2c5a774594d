import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { badRequest, forbidden, tooLate } from "#server/platform/errors.ts";
import { changeTicket, noteInHistory } from "./changing.ts";
import { followClocks } from "./clocks.ts";
import { eventsOf } from "./clocks-store.ts";
import { findTicket } from "./finding.ts";
import type { TicketEvent } from "./history.ts";
import { linkTickets } from "./linking.ts";
import { tell } from "./mailing.ts";
import { addMerge } from "./merge-store.ts";
import { REVERSIBLE_FOR } from "./merging.ts";
import { restoredFrom } from "./order-folding.ts";
import type { Restored } from "./order-history.ts";
import { type Moment, stateAfter } from "./past.ts";
import { lockById, moveSeq } from "./past-store.ts";
import { refuseStrangers, worksOn } from "./queues.ts";
import * as store from "./split-store.ts";
import { addTicket, saveTicket } from "./store.ts";
import { moveTally, nextNumber } from "./tally.ts";
import { insidersIn, nameOf, type Ticket } from "./ticket.ts";

const MOST = 100;

type Message = Awaited<ReturnType<typeof store.messagesIn>>[number];

/**
 * Moves what was said about something else into a ticket of its own, for whoever said it, and says its number. It has
 * waited since it was said. The question itself stays.
 */
export async function splitTicket(
  ctx: Context,
  by: Person,
  number: number,
  { places, subject }: { places: readonly number[]; subject: string },
): Promise<number> {
  if (!can(by, "ticket.merge")) throw forbidden("Only those who answer split tickets.");
  if (places.length > MOST) throw badRequest(`Choose up to ${MOST} messages.`);
  return inTransaction(ctx, async (ctx) => {
    const to = await nextNumber(ctx);
    const seen = await findTicket(ctx, by, number);
    if (!(await worksOn(ctx, by, seen))) await refuseStrangers(ctx, seen);
    await changeTicket(ctx, by, number, async (ctx, ticket, at) => {
      const messages = places.length > 0 ? await store.messagesIn(ctx.db, ticket.id, places) : [];
      const moments = momentsOf(messages);
      const id = await makeTicket(ctx, ticket, { number: to, subject, moments, by, at });
      const splitId = await store.addSplit(ctx.db, { from_id: ticket.id, to_id: id, split_by: by.id, split_at: at });
      await moveThere(ctx, ticket.id, id, splitId, messages);
      return takenAway(ctx, ticket, { kind: "split", places: messages.map(({ place }) => place), other: to, at });
    });
    await linkTickets(ctx, by, to, "related", number);
    const { requesterId } = await findTicket(ctx, by, to);
    await tell(ctx, by, { id: requesterId }, { number: to }, "ticket.split", 1);
    return to;
  });
}

/** The same events the messages would have had in a ticket of their own. */
function momentsOf(messages: readonly Message[]): Moment[] {
  const [first] = messages;
  if (!first) throw badRequest("Tick the messages that shall move.");
  if (first.place === 1) throw badRequest("The question itself stays here. Tick what was said about something else.");
  if (first.kind === "note" || first.role !== "requester")
    throw badRequest("Begin with something said by who asks: the new ticket is theirs.");
  return messages.map((message, place) => ({
    at: message.sentAt,
    by: message.authorId,
    event: meaning(message, place),
  }));
}

function meaning({ kind, role }: Message, place: number): TicketEvent {
  if (place === 0) return { kind: "opened", data: { urgency: "normal", category: null } };
  if (kind === "note") return { kind: "noted", data: {} };
  return role === "requester" ? { kind: "asked", data: {} } : { kind: "answered", data: { waits: false } };
}

type Made = { number: number; subject: string; moments: Moment[]; by: Person; at: number };

async function makeTicket(ctx: Context, from: Ticket, made: Made): Promise<number> {
  const { number, subject, by, at } = made;
  const { urgency, category, queueId: queue, insiders } = from;
  const [opening, ...later] = made.moments as [Moment, ...Moment[]];
  const moments: Moment[] = [
    { ...opening, event: { kind: "opened", data: { urgency, category, queue } } },
    ...(insiders === null ? [] : [confided(insiders, opening.at)]),
    ...later,
    { at, by: by.id, event: { kind: "splitOff", data: { from: nameOf(from) } } },
  ];
  const state = stateAfter(moments);
  const requester_id = opening.by as number;
  const { id } = await addTicket(ctx.db, { number, subject, requester_id, origin: "portal" }, state);
  for (const [place, { event, at, by }] of moments.entries())
    await noteInHistory(ctx, { id, seq: place + 1 }, { id: by }, event, at);
  await moveSeq(ctx.db, id, moments.length - 1);
  await saveTicket(ctx.db, id, state, await followClocks(ctx, { id, number, requesterId: requester_id }, at));
  await moveTally(ctx, null, { ...state, requesterId: requester_id });
  return id;
}

const confided = (insiders: string, at: number): Moment => ({
  at,
  by: null,
  event: { kind: "confided", data: { people: insidersIn(insiders) } },
});

async function moveThere(
  ctx: Context,
  fromId: number,
  toId: number,
  splitId: number,
  messages: readonly Message[],
): Promise<void> {
  let publicPlaces = 0;
  for (const [at, { place, publicPlace }] of messages.entries()) {
    if (publicPlace !== null) publicPlaces += 1;
    const to = { ticketId: toId, place: at + 1, publicPlace: publicPlace === null ? null : publicPlaces };
    await store.moveMessage(ctx.db, { ticketId: fromId, place }, to);
    const back = { from_place: place, from_public_place: publicPlace };
    await store.addMoved(ctx.db, { split_id: splitId, to_place: at + 1, ...back });
  }
}

type Change = { kind: "split" | "rejoined"; places: number[]; other: number; at: number };

/** Where the first ticket stands with those messages gone, or back. */
async function takenAway(ctx: Context, ticket: Ticket, { kind, places, other, at }: Change): Promise<TicketEvent> {
  const event = (now: Restored): TicketEvent =>
    kind === "split"
      ? { kind, data: { to: nameOf({ number: other }), places, now } }
      : { kind, data: { from: nameOf({ number: other }), places, now } };
  const events = [...(await eventsOf(ctx.db, ticket.id)), { at, by: null, event: event(ticket) }];
  return event(restoredFrom(events));
}

/** Brings the messages back, while nobody has said anything in the new ticket; that one goes on here. */
export async function undoSplit(ctx: Context, by: Person, number: number): Promise<number> {
  if (!can(by, "ticket.merge")) throw forbidden("Only those who answer put tickets together again.");
  return inTransaction(ctx, async (ctx) => {
    const made = await findTicket(ctx, by, number);
    const split = await store.splitThatMade(ctx.db, made.id);
    if (!split) throw tooLate("It was not split off from anything, or is back already.");
    const from = await findTicket(ctx, by, split.from);
    for (const { id } of [made, from].sort((one, other) => one.id - other.id)) await lockById(ctx.db, id);
    const at = ctx.clock.now();
    const moved = await store.movedBy(ctx.db, split.id);
    if (at > split.at + REVERSIBLE_FOR) throw tooLate("It was split off more than 30 days ago, so it stays as it is.");
    if ((await findTicket(ctx, by, number)).messages > moved.length)
      throw tooLate(`Somebody has written in ${nameOf(made)} meanwhile. Merge it into ${nameOf(from)} instead.`);
    await store.endSplit(ctx.db, split.id, at);
    for (const { toPlace, fromPlace, fromPublicPlace } of moved) {
      const to = { ticketId: from.id, place: fromPlace, publicPlace: fromPublicPlace };
      await store.moveMessage(ctx.db, { ticketId: made.id, place: toPlace }, to);
    }
    const places = moved.map(({ fromPlace }) => fromPlace);
    await addMerge(ctx.db, {
      ...{ from_id: made.id, into_id: from.id, merged_by: by.id, merged_at: at },
      ...{ reversible_until: 0, let_in: null },
    });
    await changeTicket(ctx, by, number, async () => ({ kind: "merged", data: { into: nameOf(from) } }));
    await changeTicket(ctx, by, split.from, (ctx, ticket) =>
      takenAway(ctx, ticket, { kind: "rejoined", places, other: number, at }),
    );
    return split.from;
  });
}
