import type { Draft } from "#server/http/form.ts";
import { blankDraft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { staff } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { confidentialList } from "./confiding.ts";
import { findTicket } from "./finding.ts";
import { addressOf, insidersIn, isOwn, nameOf, type Ticket } from "./ticket.ts";

/** Who may see a ticket, and whether it is spam: a piece of its sheet. */
export type ConfidencePiece = {
  canConfide: boolean;
  canSetAside: boolean;
  isConfidential: boolean;
  isSpam: boolean;
  names: string[];
};

export function confidencePiece(by: Person, ticket: Ticket, people: Person[]): ConfidencePiece {
  const insiders = ticket.insiders === null ? [] : insidersIn(ticket.insiders);
  return {
    canConfide: can(by, "ticket.confide", isOwn(by, ticket)),
    canSetAside: can(by, "ticket.spam", isOwn(by, ticket)),
    isConfidential: ticket.insiders !== null,
    isSpam: ticket.spamAt !== null,
    names: people.filter(({ id }) => insiders.includes(id)).map(({ name }) => name),
  };
}

type ConfidencePage = {
  title: string;
  name: string;
  address: string;
  back: string;
  requesterName: string;
  isConfidential: boolean;
  people: { id: number; name: string; isIn: boolean }[];
};
export const confidenceView = view<ConfidencePage>("tickets/confidence", "staff");

/** A page of its own: the list of everybody who answers would weigh on each ticket. */
export async function confidencePage(ctx: Context, by: Person, number: number, back: string): Promise<ConfidencePage> {
  const ticket = await findTicket(ctx, by, number);
  const insiders = ticket.insiders === null ? [] : insidersIn(ticket.insiders);
  return {
    ...{ title: `Who sees ${nameOf(ticket)}`, name: nameOf(ticket), address: addressOf(ticket), back },
    ...{ requesterName: ticket.requesterName, isConfidential: ticket.insiders !== null },
    people: (await staff(ctx)).map(({ id, name }) => ({ id, name, isIn: insiders.includes(id) })),
  };
}

const PER_PAGE = 50;

type ConfidentialPage = {
  title: string;
  draft: Draft;
  tickets: { number: number; name: string; openedAt: number; people: number; isOpen: boolean }[];
  nextHref: string | null;
};
export const confidentialView = view<ConfidentialPage>("tickets/confidential", "staff");

/** Numbers and days, nothing of what they say: enough to find one that nobody looks after any more. */
export async function confidentialPage(
  ctx: Context,
  by: Person,
  before: number | null,
  draft: Draft = blankDraft({ number: "", reason: "" }),
): Promise<ConfidentialPage> {
  const rows = await confidentialList(ctx, before, PER_PAGE + 1);
  const shown = rows.slice(0, PER_PAGE);
  return {
    title: "Confidential tickets",
    draft,
    tickets: shown.map(({ number, openedAt, insiders }) => ({
      ...{ number, name: nameOf({ number }), openedAt },
      people: insidersIn(insiders).length,
      isOpen: insidersIn(insiders).includes(by.id),
    })),
    nextHref: rows.length > PER_PAGE ? `/admin/confidential?before=${shown.at(-1)?.id ?? 0}` : null,
  };
}
