import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { FoundTicket } from "./finding.ts";
import { LONGEST_BODY } from "./forms.ts";
import { ticketsOf } from "./store.ts";
import { type Thread, type TriedLine, threadOf, triedLines } from "./thread.ts";
import { addressOf, isOwn, nameOf } from "./ticket.ts";
import { STATUS_NAMES, STATUS_TONES, standing, URGENCY_NAMES } from "./words.ts";

type TicketPage = {
  title: string;
  name: string;
  subject: string;
  address: string;
  status: { name: string; tone: string };
  standing: string;
  category: string | null;
  urgency: string;
  openedAt: number;
  isResolved: boolean;
  canReply: boolean;
  canResolve: boolean;
  tried: TriedLine[];
  thread: Thread;
  reply: Draft;
  longest: number;
  /** Somebody answered while they wrote. */
  isOvertaken: boolean;
};
export const ticketView = view<TicketPage>("tickets/ticket");

export type TicketWishes = { upTo?: number; reply?: Draft; overtakenAt?: number };

/** A ticket as who asked sees it: nothing on it knows that there are notes. */
export async function ticketPage(
  ctx: Context,
  by: Person,
  ticket: FoundTicket,
  { upTo, reply, overtakenAt }: TicketWishes = {},
): Promise<TicketPage> {
  const mine = isOwn(by, ticket);
  const isResolved = ticket.status === "resolved";
  return {
    title: `${nameOf(ticket)} ${ticket.subject}`,
    name: nameOf(ticket),
    subject: ticket.subject,
    address: addressOf(ticket),
    status: { name: STATUS_NAMES[ticket.status], tone: STATUS_TONES[ticket.status] },
    standing: standing(ticket),
    category: ticket.categoryTitle,
    urgency: URGENCY_NAMES[ticket.urgency],
    openedAt: ticket.openedAt,
    isResolved,
    canReply: can(by, "ticket.reply", mine),
    canResolve: can(by, "ticket.resolve", mine) && !isResolved,
    tried: await triedLines(ctx, ticket),
    thread: await threadOf(ctx, by, ticket, {
      ...(upTo === undefined ? {} : { upTo }),
      ...(overtakenAt === undefined ? {} : { seen: overtakenAt }),
    }),
    reply: reply ?? blankDraft({ body: "" }),
    longest: LONGEST_BODY,
    isOvertaken: overtakenAt !== undefined,
  };
}

type TicketsPage = {
  title: string;
  tickets: {
    name: string;
    href: string;
    subject: string;
    status: { name: string; tone: string };
    standing: string;
    updatedAt: number;
  }[];
  nextHref: string | null;
  isFirst: boolean;
};
const PER_PAGE = 30;
const END = { at: Number.MAX_SAFE_INTEGER, id: 0 };

export const ticketsView = view<TicketsPage>("tickets/tickets");

/** A page of what they asked, what moved last first. */
export async function ticketsPage(ctx: Context, by: Person, after: unknown): Promise<TicketsPage> {
  const [, at, id] = (typeof after === "string" && /^(\d{1,15})~(\d{1,15})$/.exec(after)) || [];
  const before = at && id ? { at: Number(at), id: Number(id) } : null;
  const rows = await ticketsOf(ctx.db, by.id, before ?? END, PER_PAGE + 1);
  const shown = rows.slice(0, PER_PAGE);
  const last = rows.length > PER_PAGE ? shown.at(-1) : undefined;
  return {
    title: "My tickets",
    tickets: shown.map((ticket) => ({
      name: nameOf(ticket),
      href: addressOf(ticket),
      subject: ticket.subject,
      status: { name: STATUS_NAMES[ticket.status], tone: STATUS_TONES[ticket.status] },
      standing: standing(ticket),
      updatedAt: ticket.updatedAt,
    })),
    nextHref: last ? `/tickets?after=${last.updatedAt}~${last.id}` : null,
    isFirst: before === null,
  };
}
