import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { moveCounter, moveCounters, readCounters } from "#server/platform/counters.ts";
import { insidersIn, type Ticket } from "./ticket.ts";

type Counted = Pick<
  Ticket,
  "status" | "unansweredSince" | "assigneeId" | "requesterId" | "queueId" | "insiders" | "spamAt" | "heldAt"
>;

const PREFIX = "tickets.";

/**
 * The counters a ticket in this state stands in. Resolved and merged ones and spam stand in none: only what is open is counted.
 * A confidential one is counted for those who may see it, each by a counter of their own.
 */
export function countersOf(ticket: Counted): string[] {
  const { status, unansweredSince, assigneeId, requesterId, queueId, insiders, spamAt, heldAt } = ticket;
  if (status === "resolved" || status === "merged" || spamAt !== null) return [];
  const shared: string[] = [status, `queue.${queueId}`];
  if (assigneeId === null) shared.push("unassigned");
  if (heldAt !== null) shared.push("held");
  // What sleeps waits for its day, whoever spoke last.
  if (unansweredSince !== null && status !== "on-hold") shared.push("unanswered", `queue.${queueId}.unanswered`);
  const names = insiders === null ? shared : insidersIn(insiders).flatMap((id) => shared.map(forInsider(id)));
  names.push(`asked.${requesterId}`);
  if (assigneeId !== null) names.push(`of.${assigneeId}`);
  if (status === "waiting") names.push(`waits.${requesterId}`);
  return names.map((name) => PREFIX + name);
}

const forInsider = (id: number) => (name: string) => `${name}.for.${id}`;

/** Call it in the transaction of the change. */
export const moveTally = (ctx: Context, before: Counted | null, now: Counted): Promise<void> =>
  moveTallies(ctx, before ? [before] : [], [now]);

/** The same for many at once. Sorted, so that two changes never wait for each other in a circle. */
export async function moveTallies(ctx: Context, before: readonly Counted[], now: readonly Counted[]): Promise<void> {
  const moves = new Map<string, number>();
  const move = (by: number) => (name: string) => moves.set(name, (moves.get(name) ?? 0) + by);
  before.flatMap(countersOf).forEach(move(-1));
  now.flatMap(countersOf).forEach(move(1));
  await moveCounters(
    ctx,
    [...moves].sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/**
 * The number of the next ticket, or the last of the next few. The first thing an opening does, so that openings queue
 * here and nowhere else.
 */
export async function nextNumber(ctx: Context, many = 1): Promise<number> {
  const name = `${PREFIX}number`;
  await moveCounter(ctx, name, many);
  return (await readCounters(ctx, [name])).get(name) as number;
}

export type Tally = {
  unanswered: number;
  open: number;
  waiting: number;
  onHold: number;
  unassigned: number;
  /** Assigned to them. */
  mine: number;
  /** Asked by them. */
  asked: number;
  /** Asked by them, and the next word is theirs. */
  waitsForThem: number;
};

/** How many open tickets there are, for the desk and the ways to it. Rows of counters, whatever the number of tickets. */
export async function readTally(ctx: Context, person: Person): Promise<Tally> {
  const own = [`of.${person.id}`, `asked.${person.id}`, `waits.${person.id}`];
  const shared = ["unanswered", "new", "open", "waiting", "on-hold", "unassigned"];
  const names = [...shared, ...shared.map(forInsider(person.id)), ...own];
  const counters = await readCounters(
    ctx,
    names.map((name) => PREFIX + name),
  );
  const one = (name: string) => counters.get(PREFIX + name) ?? 0;
  const count = (name: string) => one(name) + (shared.includes(name) ? one(forInsider(person.id)(name)) : 0);
  return {
    unanswered: count("unanswered"),
    open: count("new") + count("open") + count("waiting") + count("on-hold"),
    waiting: count("waiting"),
    onHold: count("on-hold"),
    unassigned: count("unassigned"),
    mine: count(`of.${person.id}`),
    asked: count(`asked.${person.id}`),
    waitsForThem: count(`waits.${person.id}`),
  };
}

/** How many are open to all who answer, whoever asks. */
export async function countOpen(ctx: Context): Promise<number> {
  const names = ["new", "open", "waiting", "on-hold"].map((name) => PREFIX + name);
  return [...(await readCounters(ctx, names)).values()].reduce((sum, count) => sum + count, 0);
}

/** How many tickets of another desk wait to be made live, of those they may see; of those all may see, where it is nobody. */
export async function countHeld(ctx: Context, person: Person | null): Promise<number> {
  const names = ["held", ...(person ? [forInsider(person.id)("held")] : [])].map((name) => PREFIX + name);
  return [...(await readCounters(ctx, names)).values()].reduce((sum, count) => sum + count, 0);
}

export type QueueTally = { open: number; unanswered: number };

/** The same for each of these queues, with what only they may see. */
export async function readQueueTallies(
  ctx: Context,
  person: Person,
  ids: readonly number[],
): Promise<Map<number, QueueTally>> {
  const names = ids.flatMap((id) => [`queue.${id}`, `queue.${id}.unanswered`]);
  const all = [...names, ...names.map(forInsider(person.id))].map((name) => PREFIX + name);
  const counters = await readCounters(ctx, all);
  const one = (name: string) => counters.get(PREFIX + name) ?? 0;
  const count = (name: string) => one(name) + one(forInsider(person.id)(name));
  return new Map(ids.map((id) => [id, { open: count(`queue.${id}`), unanswered: count(`queue.${id}.unanswered`) }]));
}

/** How many open tickets each of these people has. */
export const loadsOf = (ctx: Context, ids: readonly number[]) => countEach(ctx, "of", ids);

/** How many open tickets each of these people asked, those included that few may see. */
export const askedEach = (ctx: Context, ids: readonly number[]) => countEach(ctx, "asked", ids);

async function countEach(ctx: Context, what: "of" | "asked", ids: readonly number[]): Promise<Map<number, number>> {
  const nameOf = (id: number) => `${PREFIX}${what}.${id}`;
  const counters = await readCounters(ctx, ids.map(nameOf));
  return new Map(ids.map((id) => [id, counters.get(nameOf(id)) ?? 0]));
}
