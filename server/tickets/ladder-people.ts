import type { Group, Step } from "#server/escalation/ladder.ts";
import type { Rota } from "#server/escalation/rota.ts";
import { nextOnCall, onCallAt, standInsAt } from "#server/escalation/rotas.ts";
import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { membersOf as membersOfQueue } from "./queues.ts";
import { canSee, type Ticket } from "./ticket.ts";
import { watchersOf } from "./watcher-store.ts";

/** A question that is only imagined lies nowhere, and nobody watches it. */
type Asked = Pick<Ticket, "assigneeId" | "requesterId" | "insiders"> &
  Partial<Pick<Ticket, "id" | "participants" | "queueId">>;

/**
 * Whom a step tells, as people are now: nobody who left or does not answer any more, nobody twice, and never who
 * asked. Who moves a ladder on by hand knows of it already. Deputies hear in place of those who are away; who is away
 * without one hears all the same.
 */
export async function peopleFor(
  ctx: Context,
  step: Step,
  ticket: Asked,
  besides: Person | null,
  at = ctx.clock.now(),
  rotasTried: ReadonlyMap<number, Rota> = new Map(),
): Promise<Person[]> {
  const everybody = await thoseWhoMay(ctx, ticket, besides);
  const found = await foundFor(ctx, step, ticket, everybody, at, rotasTried);
  const ids = found.map(({ id }) => id);
  const there = await standInsAt(ctx, ids, at);
  return [...new Set(found.map((person, place) => everybody.find(({ id }) => id === there[place]) ?? person))];
}

/** The same whoever is away. */
export const peopleMeant = async (ctx: Context, step: Step, ticket: Asked, at: number): Promise<Person[]> =>
  foundFor(ctx, step, ticket, await thoseWhoMay(ctx, ticket, null), at, new Map());

const thoseWhoMay = async (ctx: Context, ticket: Asked, besides: Person | null) =>
  (await staff(ctx)).filter(
    (person) =>
      canSee(person, { participants: null, ...ticket }) &&
      person.id !== ticket.requesterId &&
      person.id !== besides?.id,
  );

async function foundFor(
  ctx: Context,
  step: Step,
  ticket: Asked,
  everybody: Person[],
  at: number,
  rotasTried: ReadonlyMap<number, Rota>,
): Promise<Person[]> {
  const named = [
    ...(await onCallAt(ctx, step.rotas, at, rotasTried)),
    ...(await nextOnCall(ctx, step.nextRotas, at)),
    ...step.people,
  ];
  const found: Person[] = [];
  for (const group of step.groups) found.push(...(await membersOf(ctx, group, everybody, ticket)));
  found.push(...everybody.filter(({ id }) => named.includes(id)));
  return [...new Set(found)];
}

async function membersOf(ctx: Context, group: Group, everybody: Person[], ticket: Asked): Promise<Person[]> {
  const agents = everybody.filter(({ role }) => role === "agent");
  const among = (people: readonly { id: number }[]) =>
    everybody.filter(({ id }) => people.some((one) => one.id === id));
  if (group === "agents") return agents;
  if (group === "managers") return everybody.filter(({ role }) => role === "manager");
  if (group === "admins") return everybody.filter(({ role }) => role === "admin");
  if (group === "queue" || group === "leads") {
    const members = ticket.queueId === undefined ? [] : await membersOfQueue(ctx, ticket.queueId);
    return among(group === "queue" ? members : members.filter(({ part }) => part === "lead"));
  }
  if (group === "watchers") return ticket.id === undefined ? [] : among(await watchersOf(ctx.db, ticket.id));
  const holder = everybody.filter(({ id }) => id === ticket.assigneeId);
  return holder.length > 0 ? holder : agents;
}
