import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { badRequest, forbidden } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";
import { eyesOf, findTicket } from "./finding.ts";
import { isMutual, LINK_WORDS, type LinkEnd, type LinkKind } from "./link.ts";
import { addLink, isLinked, linkedFrom, removeLink } from "./link-store.ts";
import { addressOf, nameOf, type Status } from "./ticket.ts";
import { STATUS_NAMES, STATUS_TONES } from "./words.ts";

const SHOWN = 50;

export type LinkLine = {
  words: string;
  name: string;
  subject: string;
  href: string;
  status: { name: string; tone: string };
  /** What takes it away again, and from which end that is said. */
  removal: { kind: LinkKind; to: number; end: LinkEnd };
};

/** Both ends are shown, and a link is taken away from either. */
export async function listLinks(ctx: Context, by: Person, ticket: { id: number }): Promise<LinkLine[]> {
  const here = await linkedFrom(ctx.db, "from_id", ticket.id, eyesOf(by), SHOWN);
  const there = await linkedFrom(ctx.db, "to_id", ticket.id, eyesOf(by), SHOWN);
  return [...here.map((row) => toLine(row, "here")), ...there.map((row) => toLine(row, "there"))];
}

type Row = { kind: LinkKind; number: number; subject: string; status: Status };

const toLine = ({ kind, number, subject, status }: Row, end: LinkEnd): LinkLine => ({
  words: LINK_WORDS[kind][end],
  name: nameOf({ number }),
  subject,
  href: addressOf({ number }),
  status: { name: STATUS_NAMES[status], tone: STATUS_TONES[status] },
  removal: { kind, to: number, end: isMutual(kind) ? "here" : end },
});

/** Whoever links needs rights on both; whoever asked never hears of it. Each ticket's history tells of it. */
export async function linkTickets(ctx: Context, by: Person, number: number, kind: LinkKind, to: number): Promise<void> {
  if (!can(by, "ticket.triage")) throw forbidden("Only those who answer link tickets.");
  if (number === to) throw badRequest("A ticket cannot be linked with itself.");
  await inTransaction(ctx, async (ctx) => {
    const [from, other] = [await findTicket(ctx, by, number), await findTicket(ctx, by, to)];
    const link = { from_id: from.id, kind, to_id: other.id, made_at: ctx.clock.now() };
    if (isMutual(kind) && (await isLinked(ctx.db, other.id, kind, from.id))) return;
    if (await addLink(ctx.db, link)) await tellBoth(ctx, by, number, to, kind, "linked");
  });
}

export async function unlinkTickets(
  ctx: Context,
  by: Person,
  number: number,
  kind: LinkKind,
  to: number,
  end: LinkEnd = "here",
): Promise<void> {
  if (!can(by, "ticket.triage")) throw forbidden("Only those who answer link tickets.");
  await inTransaction(ctx, async (ctx) => {
    const ends = [await findTicket(ctx, by, number), await findTicket(ctx, by, to)] as const;
    const [from, other] = end === "here" ? ends : [ends[1], ends[0]];
    const isGone = await removeLink(ctx.db, from.id, kind, other.id);
    if (isGone || (isMutual(kind) && (await removeLink(ctx.db, other.id, kind, from.id))))
      await tellBoth(ctx, by, from.number, other.number, kind, "unlinked");
  });
}

/** The lower number first, so that two who link the same pair never wait for each other in a circle. */
async function tellBoth(
  ctx: Context,
  by: Person,
  from: number,
  to: number,
  link: LinkKind,
  kind: "linked" | "unlinked",
): Promise<void> {
  const ends = [
    { number: from, words: LINK_WORDS[link].here, other: to },
    { number: to, words: LINK_WORDS[link].there, other: from },
  ].sort((one, other) => one.number - other.number);
  for (const { number, words, other } of ends)
    await changeTicket(ctx, by, number, async () => ({ kind, data: { words, other: nameOf({ number: other }) } }));
}
