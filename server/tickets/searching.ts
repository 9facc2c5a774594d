import { peopleNamed } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { eyesOf } from "./finding.ts";
import type { TicketQuery } from "./search-query.ts";
import { messagesAt, type Place, placesOf, ticketsByIds } from "./search-store.ts";
import { canSeeNotes, type Status } from "./ticket.ts";
import { askersAlong } from "./watcher-store.ts";

export const PER_PAGE = 30;
const MOST_PEOPLE = 20;

export type FoundText = {
  number: number;
  subject: string;
  status: Status;
  requester: string;
  team: string | null;
  assignee: string | null;
  updatedAt: number;
  /** The message the words stand in; null where they stand in the subject. */
  message: { author: string; body: string; isNote: boolean } | null;
};

export type Found = { tickets: FoundText[]; next: number | null };

/**
 * Tickets whose subject or messages hold these words, newest first. Who may see what is part of the question the index
 * is asked: for a requester a note is nowhere, not even in the order or the number of what is found. Throws what
 * `signal` says once nobody waits for it.
 */
export async function searchTickets(
  ctx: Context,
  by: Person,
  query: TicketQuery,
  before: number | null,
  signal?: AbortSignal,
): Promise<Found> {
  const scopes = await scopesFor(ctx, by, query);
  if (scopes === null) return { tickets: [], next: null };
  const { words } = query;
  const places = await placesOf(ctx.db, { words, scopes, before, eyes: eyesOf(by), signal }, PER_PAGE + 1);
  const shown = places.slice(0, PER_PAGE);
  return {
    tickets: await readTexts(ctx, by, shown),
    next: places.length > PER_PAGE ? (shown.at(-1)?.ticketId ?? null) : null,
  };
}

/** Empty: anything. Null: nothing at all. */
async function scopesFor(ctx: Context, by: Person, { words, from }: TicketQuery): Promise<string[] | null> {
  const { id, isOnlyOwn } = eyesOf(by) ?? { id: by.id, isOnlyOwn: true };
  if (isOnlyOwn)
    return words.length > 0 ? [id, ...(await askersAlong(ctx.db, id, MOST_PEOPLE))].map((one) => `r${one}`) : null;
  if (from === null) return words.length > 0 ? [] : null;
  const people = await peopleNamed(ctx, from, MOST_PEOPLE);
  return people.length > 0 ? people.flatMap(({ id }) => [`r${id}`, `n${id}`]) : null;
}

async function readTexts(ctx: Context, by: Person, places: Place[]): Promise<FoundText[]> {
  if (places.length === 0) return [];
  const rows = await ticketsByIds(
    ctx.db,
    places.map(({ ticketId }) => ticketId),
    eyesOf(by),
  );
  const inMessages = places.filter(({ place }) => place > 0);
  const messages = inMessages.length > 0 ? await messagesAt(ctx.db, inMessages, canSeeNotes(by)) : [];
  return places.flatMap(({ ticketId }) => {
    const row = rows.find(({ id }) => id === ticketId);
    const message = messages.find((one) => one.ticketId === ticketId);
    if (!row) return [];
    const { id: _id, ...ticket } = row;
    return {
      ...ticket,
      message: message ? { author: message.author, body: message.body, isNote: message.kind === "note" } : null,
    };
  });
}
