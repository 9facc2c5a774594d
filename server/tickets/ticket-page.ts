import { view } from "#server/http/view.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { type AnswerLine, answerLines } from "./fields.ts";
import type { FoundTicket } from "./finding.ts";
import { type TicketIncident, ticketIncident } from "./incident-pieces.ts";
import { becameLines } from "./knowledge-piece.ts";
import { type MergePiece, mergePiece } from "./merge-page.ts";
import { ratingLink } from "./rating.ts";
import { type ReplyPiece, type ReplyWishes, replyPiece } from "./reply-piece.ts";
import { endsAt } from "./silence.ts";
import { type Thread, type TriedLine, threadOf, triedLines } from "./thread.ts";
import { addressOf, isOwn, nameOf } from "./ticket.ts";
import { canAddAlong, canReplyTo, listWatchers } from "./watching.ts";
import { ownStatus, type Standing, standing, URGENCY_NAMES } from "./words.ts";

type TicketPage = ReplyPiece & {
  title: string;
  name: string;
  subject: string;
  address: string;
  status: Standing;
  standing: string;
  /** When it ends by itself, if they say nothing. */
  endsAt: number | null;
  category: string | null;
  urgency: string;
  openedAt: number;
  isResolved: boolean;
  canReply: boolean;
  /** Who reads along besides them. */
  along: { id: number; name: string }[];
  canAdd: boolean;
  merge: MergePiece;
  /** Whoever only reads along may go. */
  leaves: number | null;
  canResolve: boolean;
  answers: AnswerLine[];
  incident: TicketIncident;
  /** Where they say how it went. */
  rateHref: string | null;
  tried: TriedLine[];
  /** What their question became. */
  became: { title: string; href: string }[];
  thread: Thread;
};
export const ticketView = view<TicketPage>("tickets/ticket");

export type TicketWishes = ReplyWishes & { upTo?: number };

/** A ticket as who asked sees it: nothing on it knows that there are notes. */
export async function ticketPage(
  ctx: Context,
  by: Person,
  ticket: FoundTicket,
  wishes: TicketWishes = {},
): Promise<TicketPage> {
  const { upTo, overtakenAt } = wishes;
  const mine = isOwn(by, ticket);
  const isResolved = ticket.status === "resolved";
  return {
    title: `${nameOf(ticket)} ${ticket.subject}`,
    name: nameOf(ticket),
    subject: ticket.subject,
    address: addressOf(ticket),
    status: ownStatus(ticket),
    standing: standing(ticket),
    endsAt: await endsAt(ctx, ticket),
    category: ticket.categoryTitle,
    urgency: URGENCY_NAMES[ticket.urgency],
    openedAt: ticket.openedAt,
    isResolved,
    canReply: canReplyTo(by, ticket) && ticket.spamAt === null && ticket.status !== "merged",
    along: (await listWatchers(ctx, by, ticket)).along.filter(({ id }) => id !== by.id),
    canAdd: canAddAlong(by, ticket) && ticket.spamAt === null && ticket.status !== "merged",
    merge: await mergePiece(ctx, by, ticket),
    leaves: mine ? null : by.id,
    canResolve: can(by, "ticket.resolve", mine) && !isResolved && ticket.spamAt === null && ticket.status !== "merged",
    became: await becameLines(ctx, by, ticket),
    answers: await answerLines(ctx, by, ticket),
    incident: await ticketIncident(ctx, ticket),
    rateHref: mine && isResolved ? await ratingLink(ctx, ticket.id) : null,
    tried: await triedLines(ctx, ticket),
    thread: await threadOf(ctx, by, ticket, {
      ...(upTo === undefined ? {} : { upTo }),
      ...(overtakenAt === undefined ? {} : { seen: overtakenAt }),
    }),
    ...(await replyPiece(ctx, by, ticket, wishes)),
  };
}
