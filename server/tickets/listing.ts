import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { type FileLine, filesByPlace } from "./files.ts";
import { eyesOf, type FoundTicket } from "./finding.ts";
import { ticketsBefore } from "./listing-store.ts";
import { messagesBefore } from "./thread-store.ts";
import { canSeeNotes, type Status } from "./ticket.ts";

const NEWEST = 1e9;

/** One page of every ticket they may see, newest first; `next` is the number the next page lies before. */
export async function listTickets(
  ctx: Context,
  by: Person,
  { before = NEWEST, status = null, limit }: { before?: number | undefined; status?: Status | null; limit: number },
) {
  const rows = await ticketsBefore(ctx.db, eyesOf(by), before, status, limit + 1);
  const tickets = rows.slice(0, limit);
  return { tickets, next: rows.length > limit ? (tickets.at(-1)?.number ?? null) : null };
}

export type ListedMessage = {
  place: number;
  kind: "public" | "note";
  author: string;
  body: string;
  sentAt: number;
  files: FileLine[];
};

/** The newest messages they may see, oldest first; `next` is the place the page before it lies before. */
export async function listMessages(
  ctx: Context,
  by: Person,
  ticket: Pick<FoundTicket, "id">,
  { before = NEWEST, limit }: { before?: number | undefined; limit: number },
): Promise<{ messages: ListedMessage[]; next: number | null }> {
  const rows = await messagesBefore(ctx.db, ticket.id, canSeeNotes(by), before, limit + 1);
  const files = await filesByPlace(ctx, by, ticket.id);
  const messages = rows
    .slice(0, limit)
    .reverse()
    .map(({ place, kind, author, body, sentAt }) => ({
      ...{ place, kind, author, body, sentAt },
      files: files.get(place) ?? [],
    }));
  return { messages, next: rows.length > limit ? (messages[0]?.place ?? null) : null };
}
