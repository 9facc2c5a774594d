import { view } from "#server/http/view.ts";
import { peopleNamed } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { DESK_KEYS, type Key } from "./keys.ts";
import { marked, type Piece, passageOf } from "./passage.ts";
import { fromAddress, type TicketQuery } from "./search-query.ts";
import { type Found, type FoundText, searchTickets } from "./searching.ts";
import { addressOf, canSeeNotes, nameOf } from "./ticket.ts";
import { OWN_STATUS, STATUS_NAMES, STATUS_TONES } from "./words.ts";

const MOST_PEOPLE = 3;

type Hit = {
  name: string;
  href: string;
  subject: Piece[];
  status: { name: string; tone: string };
  /** Who asked, for those who answer. */
  requester: string | null;
  passage: Piece[];
  author: string | null;
  isNote: boolean;
  updatedAt: number;
};

type FoundPage = {
  title: string;
  typed: string;
  hits: Hit[];
  /** Whose name was typed: the way to everything they asked. */
  people: { name: string; team: string | null; href: string }[];
  isForStaff: boolean;
  isAsked: boolean;
  nextHref: string | null;
  isFirst: boolean;
  keys: Key[];
};
export const foundView = view<FoundPage>("tickets/found");
export const deskFoundView = view<FoundPage>("tickets/desk-found", "staff");

export async function foundPage(
  ctx: Context,
  by: Person,
  query: TicketQuery,
  before: number | null,
  signal?: AbortSignal,
): Promise<FoundPage> {
  const { tickets, next } = await searchTickets(ctx, by, query, before, signal);
  const isForStaff = canSeeNotes(by);
  return {
    title: query.typed === "" ? "Search tickets" : `Tickets: ${query.typed}`,
    typed: query.typed,
    hits: tickets.map((ticket) => toHit(ticket, query, isForStaff)),
    people: isForStaff && before === null ? await peopleMeant(ctx, query) : [],
    isForStaff,
    isAsked: query.words.length > 0 || query.from !== null,
    nextHref: nextAddress(query, next),
    isFirst: before === null,
    keys: DESK_KEYS,
  };
}

const nextAddress = ({ typed }: TicketQuery, next: Found["next"]) =>
  next === null ? null : `/tickets/search?q=${encodeURIComponent(typed)}&before=${next}`;

async function peopleMeant(ctx: Context, { typed, words, from }: TicketQuery): Promise<FoundPage["people"]> {
  if (from !== null || words.length === 0 || typed.length < 3) return [];
  const people = await peopleNamed(ctx, typed, MOST_PEOPLE);
  return people.map(({ name, team, email }) => ({ name, team, href: fromAddress(email) }));
}

function toHit(ticket: FoundText, { words }: TicketQuery, isForStaff: boolean): Hit {
  const { message, status, requester, team } = ticket;
  return {
    name: nameOf(ticket),
    href: addressOf(ticket),
    subject: marked(ticket.subject, words),
    status: isForStaff ? { name: STATUS_NAMES[status], tone: STATUS_TONES[status] } : OWN_STATUS[status],
    requester: isForStaff ? [requester, team].filter(Boolean).join(", ") : null,
    passage: message ? passageOf(message.body, words) : [],
    author: message?.author ?? null,
    isNote: message?.isNote ?? false,
    updatedAt: ticket.updatedAt,
  };
}
