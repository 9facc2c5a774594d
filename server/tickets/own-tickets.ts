import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { afterAddress, END, readAfter } from "./moved-last.ts";
import { type Before, ticketsOf } from "./store.ts";
import { addressOf, nameOf } from "./ticket.ts";
import { ticketsAlong } from "./watcher-store.ts";
import { ownStatus, type Standing, standing } from "./words.ts";

/** A ticket in a list for who asked. */
export type OwnTicket = {
  name: string;
  href: string;
  subject: string;
  status: Standing;
  standing: string;
  updatedAt: number;
};

type Row = Awaited<ReturnType<typeof ticketsOf>>[number];

const toOwn = (ticket: Row): OwnTicket => ({
  name: nameOf(ticket),
  href: addressOf(ticket),
  subject: ticket.subject,
  status: ownStatus(ticket),
  standing: standing(ticket),
  updatedAt: ticket.updatedAt,
});

const PER_PAGE = 30;

type TicketsPage = { title: string; tickets: OwnTicket[]; nextHref: string | null; isFirst: boolean };
export const ticketsView = view<TicketsPage>("tickets/tickets");

/** What they asked and what they read along in, each a range of an index of its own. */
async function rowsFor(ctx: Context, by: Person, before: Before, limit: number, onlyOpen = false): Promise<Row[]> {
  const own = await ticketsOf(ctx.db, by.id, before, limit, onlyOpen);
  const along = await ticketsAlong(ctx.db, by.id, before, limit, onlyOpen);
  return [...own, ...along].sort((one, other) => other.updatedAt - one.updatedAt || other.id - one.id).slice(0, limit);
}

/** A page of what they asked or read along in, what moved last first. */
export async function ticketsPage(ctx: Context, by: Person, after: unknown): Promise<TicketsPage> {
  const before = readAfter(after);
  const rows = await rowsFor(ctx, by, before ?? END, PER_PAGE + 1);
  const shown = rows.slice(0, PER_PAGE);
  const last = rows.length > PER_PAGE ? shown.at(-1) : undefined;
  return {
    title: "My tickets",
    tickets: shown.map(toOwn),
    nextHref: last ? afterAddress("/tickets", last) : null,
    isFirst: before === null,
  };
}

/** What they wait for. `hasAsked` tells whoever has nothing open from whoever never asked. */
export async function openTicketsOf(
  ctx: Context,
  by: Person,
  limit: number,
): Promise<{ tickets: OwnTicket[]; hasAsked: boolean }> {
  const rows = await rowsFor(ctx, by, END, limit, true);
  const hasAsked = rows.length > 0 || (await rowsFor(ctx, by, END, 1)).length > 0;
  return { tickets: rows.map(toOwn), hasAsked };
}
