import { announce } from "#server/notifications/calls.ts";
import { type News, notify, notifyAll } from "#server/notifications/notifying.ts";
import { staff } from "#server/people/directory.ts";
import { isStaff, type Person, type Role } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { NEWS_WORDS } from "./news-words.ts";
import { membersOf } from "./queues.ts";
import { addressOf, canSee, nameOf, type Ticket } from "./ticket.ts";
import { watchersOf } from "./watcher-store.ts";

export const LETTER_KINDS = [
  "ticket.opened",
  "ticket.asked",
  "ticket.assigned",
  "ticket.answered",
  "ticket.resolved",
  "ticket.reminded",
  "ticket.lapsed",
  "ticket.along",
  "ticket.joined",
  "ticket.split",
  "ticket.watched",
  "ticket.mentioned",
  "ticket.woke",
] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

/** `place`: the public message it is about, or the event's number where there is none. */
export type Payload = { number: number; place: number };

/** Says whom it told: whoever has the ticket; while nobody has it, who works in its queue; where nobody does, everybody who answers. */
export async function tellAgents(
  ctx: Context,
  by: Person,
  ticket: Pick<Ticket, "number" | "assigneeId" | "requesterId" | "queueId" | "insiders">,
  kind: "ticket.opened" | "ticket.asked",
  place: number,
): Promise<number[]> {
  const everybody = (await staff(ctx)).filter((person) => canSee(person, ticket));
  const agents = everybody.filter(({ role }) => role === "agent");
  const assignee = everybody.filter(({ id }) => id === ticket.assigneeId);
  const members =
    assignee.length > 0 ? [] : (await membersOf(ctx, ticket.queueId)).filter((person) => canSee(person, ticket));
  const readers = [assignee, members, agents, everybody].find(({ length }) => length > 0) ?? [];
  await notifyAll(
    ctx,
    readers.filter(({ id }) => id !== by.id).map((reader) => newsFor(reader, ticket, kind, place)),
  );
  if (kind === "ticket.opened") await announce(ctx, newsOf(ticket, kind, place));
  return readers.map(({ id }) => id);
}

/** Who reads along hears of every public word, and so do colleagues who watch. Who asked hears of answers elsewhere. */
export async function tellFollowers(
  ctx: Context,
  by: Person,
  ticket: Ticket,
  place: number,
  told: readonly number[] = [],
): Promise<void> {
  const followers = (await watchersOf(ctx.db, ticket.id)).filter(({ id }) => !told.includes(id) && id !== by.id);
  const kindFor = (role: Role) => (role === "requester" ? "ticket.along" : "ticket.watched");
  await notifyAll(
    ctx,
    followers.map(({ id, role }) => newsFor({ id }, ticket, kindFor(role), place)),
  );
  if (!isStaff(by)) await tell(ctx, by, { id: ticket.requesterId }, ticket, "ticket.along", place);
}

const newsOf = (ticket: { number: number }, kind: LetterKind, place: number, of = place) => {
  const about = nameOf(ticket);
  const payload: Payload = { number: ticket.number, place };
  return { kind, reason: `${kind} ${about} ${of}`, about, payload, address: addressOf(ticket), ...NEWS_WORDS[kind] };
};

/** What people did themselves is no news to them. */
export async function tell(
  ctx: Context,
  by: { id: number | null },
  reader: { id: number },
  ticket: { number: number; assigneeId?: number | null },
  kind: LetterKind,
  place: number,
  /** What tells this reason from others of its kind, where the place does not. */
  of: number = place,
): Promise<void> {
  if (reader.id !== by.id) await notify(ctx, newsFor(reader, ticket, kind, place, of));
}

function newsFor(
  reader: { id: number },
  ticket: { number: number; assigneeId?: number | null },
  kind: LetterKind,
  place: number,
  of = place,
): News {
  const news = newsOf(ticket, kind, place, of);
  const park = kind === "ticket.answered" ? ({ whenUnknown: "park" } as const) : {};
  return { ...news, ...park, to: reader, rule: ticket.assigneeId === reader.id ? "You have it" : news.rule };
}
