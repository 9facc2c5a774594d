import { findPerson, findPersonByEmail } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import { isStaff, type Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { forbidden, notFound, Refusal, tooLate } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";
import type { FoundTicket } from "./finding.ts";
import { worksOn } from "./queues.ts";
import { canSee, isOwn, type Ticket, takesPart } from "./ticket.ts";
import * as store from "./watcher-store.ts";

const MOST = 50;

export type Watchers = {
  /** Others who ask and read along. */
  along: { id: number; name: string }[];
  /** Colleagues; nobody who asks hears of them. */
  colleagues: { id: number; name: string }[];
  isWatching: boolean;
};

export async function listWatchers(ctx: Context, by: Person, ticket: FoundTicket): Promise<Watchers> {
  const rows = await store.watchersOf(ctx.db, ticket.id);
  const along = rows.filter(({ role }) => role === "requester").map(({ id, name }) => ({ id, name }));
  const colleagues = rows.filter(({ role }) => role !== "requester").map(({ id, name }) => ({ id, name }));
  return {
    along,
    colleagues: isStaff(by) ? colleagues : [],
    isWatching: rows.some(({ id }) => id === by.id),
  };
}

/** Those who take part may add others, and so may those who work on it; whoever sees a ticket may watch it. */
const mayAdd = async (ctx: Context, by: Person, ticket: Ticket, person: Person) =>
  person.id === by.id || isOwn(by, ticket) || (can(by, "ticket.triage") && (await worksOn(ctx, by, ticket)));

const seeing = async (_ctx: Context, by: Person, ticket: Ticket) => canSee(by, ticket);

/** Known people only. Whoever asks can read along and reply; a colleague hears of what is said to who asked. */
export async function letWatch(ctx: Context, by: Person, number: number, personId: number): Promise<void> {
  await changeTicket(
    ctx,
    by,
    number,
    async (ctx, ticket, at) => {
      const person = await findPerson(ctx, personId);
      if (!person || person.disabledAt !== null) throw notFound("person");
      if (!(await mayAdd(ctx, by, ticket, person))) throw forbidden("Only who asked and those who answer add people.");
      if (isOwn(person, ticket)) throw tooLate("They asked it, so they hear of it anyway.");
      if (isStaff(person) && !isStaff(by)) throw forbidden("Those who answer hear of it already.");
      if (isStaff(person) && !canSee(person, ticket))
        throw tooLate(`This ticket is confidential, and ${person.name} is not among those it is open to.`);
      if ((await store.watchersOf(ctx.db, ticket.id)).length >= MOST)
        throw tooLate(`Up to ${MOST} people can follow a ticket.`);
      const watcher = { ticket_id: ticket.id, person_id: person.id, added_by: by.id, since: at };
      if (!(await store.addWatcher(ctx.db, watcher))) return null;
      return { kind: isStaff(person) ? "watched" : "joined", data: { person: person.id } };
    },
    seeing,
  );
}

/** One may always go oneself. */
export async function endWatch(ctx: Context, by: Person, number: number, personId: number): Promise<void> {
  await changeTicket(
    ctx,
    by,
    number,
    async (ctx, ticket) => {
      const person = await findPerson(ctx, personId);
      if (!person) throw notFound("person");
      if (!(await mayAdd(ctx, by, ticket, person))) throw forbidden("Only who asked and those who answer may do this.");
      if (!(await store.dropWatcher(ctx.db, ticket.id, person.id))) return null;
      return { kind: isStaff(person) ? "unwatched" : "left", data: { person: person.id } };
    },
    seeing,
  );
}

/** Who has this address. Nobody is invited by it. */
export async function personAt(ctx: Context, email: string): Promise<number> {
  const person = await findPersonByEmail(ctx, email);
  if (!person || person.disabledAt !== null)
    throw new Refusal(422, "Nobody here has this address. Only people with an account can be added.");
  return person.id;
}

export const canAddAlong = (by: Person, ticket: Pick<Ticket, "requesterId">) =>
  isOwn(by, ticket) && can(by, "ticket.reply", true);

export const canReplyTo = (by: Person, ticket: Pick<Ticket, "requesterId" | "participants">) =>
  can(by, "ticket.reply", takesPart(by, ticket));
