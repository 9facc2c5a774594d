import { staff } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { forbidden, notFound } from "#server/platform/errors.ts";
import { DEFAULT_QUEUE, type Part, type Queue } from "./queue.ts";
import * as store from "./queue-store.ts";
import { type Ticket, takesPart } from "./ticket.ts";
import { watcherOf } from "./watcher-store.ts";

export const listQueues = (ctx: Context): Promise<Queue[]> => store.queues(ctx.db);

/** Those a ticket can be moved to. */
export const openQueues = async (ctx: Context): Promise<Queue[]> =>
  (await listQueues(ctx)).filter(({ retiredAt }) => retiredAt === null);

export async function findQueue(ctx: Context, id: number): Promise<Queue> {
  const queue = await store.queueById(ctx.db, id);
  if (!queue) throw notFound("queue");
  return queue;
}

export const queueOf = (ctx: Context, ticket: Pick<Ticket, "queueId">): Promise<Queue> =>
  findQueue(ctx, ticket.queueId);

export type QueueMember = Person & { part: Part };

/** Who works in it, as people are now: nobody who left or does not answer any more. None: it is everybody's. */
export async function membersOf(ctx: Context, queueId: number): Promise<QueueMember[]> {
  const members = await store.membersIn(ctx.db, queueId);
  if (members.length === 0) return [];
  const parts = new Map(members.map(({ personId, part }) => [personId, part]));
  return (await staff(ctx)).flatMap((person) => {
    const part = parts.get(person.id);
    return part ? [{ ...person, part }] : [];
  });
}

/** Of these people those who hear when nobody else does: who leads the queue, else all who lead, else who runs the place. */
export async function leadersFor(ctx: Context, people: readonly Person[], queueId: number): Promise<Person[]> {
  const leads = (await membersOf(ctx, queueId)).filter(({ part }) => part === "lead");
  const groups = [
    people.filter(({ id }) => leads.some((one) => one.id === id)),
    people.filter(({ role }) => role === "manager"),
    people.filter(({ role }) => role === "admin"),
  ];
  return groups.find(({ length }) => length > 0) ?? [];
}

/**
 * Whoever works in its queue; a queue without members is everybody's. Who asked works on what is theirs, who was given
 * a ticket works on it wherever it lies, and those who run the place work everywhere.
 */
export async function worksOn(
  ctx: Context,
  by: Person,
  ticket: Pick<Ticket, "queueId" | "requesterId" | "assigneeId" | "participants">,
): Promise<boolean> {
  if (takesPart(by, ticket) || ticket.assigneeId === by.id || can(by, "queue.manage")) return true;
  const members = await store.membersIn(ctx.db, ticket.queueId);
  return members.length === 0 || members.some(({ personId }) => personId === by.id);
}

/** Leaders may leave a note everywhere, and so may whom somebody else brought in. */
export const mayNoteOn = async (ctx: Context, by: Person, ticket: Ticket): Promise<boolean> =>
  can(by, "queue.oversee") || (await worksOn(ctx, by, ticket)) || (await wasAskedIn(ctx, by, ticket));

async function wasAskedIn(ctx: Context, by: Person, ticket: { id: number }): Promise<boolean> {
  const row = await watcherOf(ctx.db, ticket.id, by.id);
  return row !== undefined && row.addedBy !== by.id;
}

export async function refuseStrangers(ctx: Context, ticket: Pick<Ticket, "queueId">): Promise<never> {
  const { name } = await queueOf(ctx, ticket);
  throw forbidden(`This ticket lies in the queue ${name}. Only those who work there change it.`);
}

/** Where a new question of this category goes. */
export async function queueFor(ctx: Context, category: string | null): Promise<number> {
  if (category === null) return DEFAULT_QUEUE;
  const queueId = (await store.categoryQueues(ctx.db)).find((one) => one.category === category)?.queueId;
  const queue = queueId === undefined ? undefined : await store.queueById(ctx.db, queueId);
  return queue && queue.retiredAt === null ? queue.id : DEFAULT_QUEUE;
}

export const categoriesOf = async (ctx: Context, queueId: number): Promise<string[]> =>
  (await store.categoryQueues(ctx.db)).filter((one) => one.queueId === queueId).map(({ category }) => category);
