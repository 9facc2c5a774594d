import { view } from "#server/http/view.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { eyesOf } from "./finding.ts";
import { heldTickets, wishToMakeLive } from "./imported-store.ts";
import { canStart } from "./making-live.ts";
import { countHeld } from "./tally.ts";
import { addressOf, isOwn, nameOf, type Ticket } from "./ticket.ts";
import { STATUS_NAMES } from "./words.ts";

export const IMPORTED_ADDRESS = "/admin/imported";
const PER_PAGE = 50;

type HeldLine = {
  href: string;
  name: string;
  subject: string;
  requester: string;
  status: string;
  openedAt: number;
  heldAt: number;
};

type ImportedPage = {
  title: string;
  count: number;
  tickets: HeldLine[];
  nextHref: string | null;
  /** Who asked for all of them, while the job is at it. */
  wish: { by: string; at: number } | null;
};
export const importedView = view<ImportedPage>("tickets/imported", "staff");

/** What came from another desk and waits for a word to go on here. */
export async function importedPage(ctx: Context, by: Person, after: number): Promise<ImportedPage> {
  const rows = await heldTickets(ctx.db, eyesOf(by), after, PER_PAGE + 1);
  const shown = rows.slice(0, PER_PAGE);
  const wish = await wishToMakeLive(ctx.db);
  return {
    title: "Imported tickets",
    count: await countHeld(ctx, by),
    tickets: shown.map(({ number, subject, status, requester, openedAt, heldAt }) => ({
      ...{ href: addressOf({ number }), name: nameOf({ number }), subject, openedAt, heldAt },
      requester,
      status: STATUS_NAMES[status],
    })),
    nextHref: rows.length > PER_PAGE ? `${IMPORTED_ADDRESS}?after=${shown.at(-1)?.id ?? 0}` : null,
    wish: wish ? { by: wish.askedBy ?? "Somebody", at: wish.askedAt } : null,
  };
}

/** What the sheet of a held ticket says of it; null where it is live. */
export type HeldPiece = { since: number; canStart: boolean } | null;

export const heldPiece = (by: Person, ticket: Ticket, works: boolean): HeldPiece =>
  ticket.heldAt !== null && canStart(ticket)
    ? { since: ticket.heldAt, canStart: works && can(by, "ticket.triage", isOwn(by, ticket)) }
    : null;
