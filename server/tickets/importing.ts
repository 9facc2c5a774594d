import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { addManyAnswers } from "./field-store.ts";
import { isFrozen } from "./label.ts";
import { labelOf, saveLabel } from "./label-store.ts";
import {
  broughtAt,
  laterMoments,
  type Moment,
  type PastMessage,
  type PastTicket,
  stateAfter,
  storyOf,
} from "./past.ts";
import * as past from "./past-store.ts";
import { type Origin, saveTicket } from "./store.ts";
import { addManyTags } from "./tag-store.ts";
import { moveTallies, moveTally, nextNumber } from "./tally.ts";

export type Added = { id: number; number: number };

/** Brings in whole tickets, in one transaction. Nobody is told: what happened elsewhere is no news. */
export async function addPastTickets(ctx: Context, origin: Origin, tickets: readonly PastTicket[]): Promise<Added[]> {
  if (tickets.length === 0) return [];
  const stories = tickets.map((ticket) => {
    const moments = origin === "import" ? [...storyOf(ticket), broughtAt(ctx.clock.now())] : storyOf(ticket);
    return { ticket, moments, state: stateAfter(moments) };
  });
  return inTransaction(ctx, async (ctx) => {
    const first = (await nextNumber(ctx, tickets.length)) - tickets.length + 1;
    const ids = await past.addTickets(
      ctx.db,
      stories.map(({ ticket: { subject, requesterId }, state, moments }, place) => ({
        fixed: { number: first + place, subject, requester_id: requesterId, origin, seq: moments.length },
        state,
      })),
    );
    const added = stories.map((story, place) => ({ ...story, id: ids.get(first + place) as number }));
    await past.addMessages(
      ctx.db,
      added.flatMap(({ id, moments }) => messageRows(id, moments)),
    );
    await past.addEvents(
      ctx.db,
      added.flatMap(({ id, moments }) => eventRows(id, moments)),
    );
    await past.addLabels(
      ctx.db,
      added.flatMap(({ id, ticket }) => labelRows(id, ticket)),
    );
    await addManyTags(
      ctx.db,
      added.flatMap(({ id, ticket: { tags = [] } }) => tags.map((tag) => ({ ticket_id: id, tag }))),
    );
    await addManyAnswers(
      ctx.db,
      added.flatMap(({ id, ticket: { answers = [] } }) => answers.map((answer) => ({ ...answer, ticketId: id }))),
    );
    await moveTallies(
      ctx,
      [],
      added.map(({ ticket: { requesterId }, state }) => ({ ...state, requesterId })),
    );
    return added.map(({ id }, place) => ({ id, number: first + place }));
  });
}

/** What was said on the other desk since it was brought in last. Says whether anything was new. */
export async function continuePastTicket(
  ctx: Context,
  id: number,
  messages: readonly PastMessage[],
  ending: Pick<PastTicket, "resolvedAt" | "label" | "assigneeId">,
): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    const ticket = await past.lockById(ctx.db, id);
    if (!ticket) return false;
    const isEnding = ending.resolvedAt !== null && (ticket.resolvedAt === null || messages.length > 0);
    const later = laterMoments(
      ticket.requesterId,
      messages,
      { ...ending, resolvedAt: isEnding ? ending.resolvedAt : null },
      ticket.updatedAt,
    );
    if (later.length === 0) return false;
    const moments = ticket.heldAt === null ? later : [...later, broughtAt(ctx.clock.now())];
    const state = stateAfter(moments, ticket);
    await past.addMessages(ctx.db, messageRows(id, moments, ticket));
    await past.addEvents(ctx.db, eventRows(id, moments, ticket.seq));
    await saveTicket(ctx.db, id, state);
    await past.moveSeq(ctx.db, id, moments.length);
    for (const label of isEnding ? labelRows(id, ending) : []) await keepUnlessFrozen(ctx, label);
    await moveTally(ctx, ticket, { ...state, requesterId: ticket.requesterId });
    return true;
  });
}

/** What another desk says later does not change a frozen label; a correction has a reason, and a file has none. */
async function keepUnlessFrozen(ctx: Context, label: Parameters<typeof saveLabel>[1]): Promise<void> {
  const kept = await labelOf(ctx.db, label.ticket_id);
  if (kept && isFrozen(kept, ctx.clock.now())) return;
  await saveLabel(ctx.db, { ...label, set_at: kept?.setAt ?? label.set_at });
}

export const hasSeeded = async (ctx: Context): Promise<boolean> =>
  (await past.ticketOfOrigin(ctx.db, "seed")) !== undefined;

function messageRows(id: number, moments: readonly Moment[], before = { messages: 0, publicMessages: 0 }) {
  let { messages, publicMessages } = before;
  return moments.flatMap(({ message, at }) => {
    if (!message) return [];
    messages += 1;
    if (message.kind === "public") publicMessages += 1;
    return {
      ticket_id: id,
      place: messages,
      kind: message.kind,
      public_place: message.kind === "public" ? publicMessages : null,
      author_id: message.authorId,
      ...message.message,
      sent_at: at,
    };
  });
}

const eventRows = (id: number, moments: readonly Moment[], seq = 0) =>
  moments.map(({ event, at, by }, place) => ({
    ticket_id: id,
    seq: seq + place + 1,
    at,
    person_id: by,
    kind: event.kind,
    data: JSON.stringify(event.data),
  }));

function labelRows(
  id: number,
  { label, resolvedAt, assigneeId }: Pick<PastTicket, "resolvedAt" | "label" | "assigneeId">,
) {
  if (!label || resolvedAt === null) return [];
  const { articleId } = label;
  return [
    {
      ticket_id: id,
      label: label.label,
      article_id: articleId,
      labelled_by: assigneeId,
      labelled_at: resolvedAt,
      set_at: resolvedAt,
    },
  ];
}
