import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { moveCounter, readCounters } from "#server/platform/counters.ts";
import type { Ticket } from "./ticket.ts";

type Counted = Pick<Ticket, "status" | "unansweredSince" | "assigneeId" | "requesterId">;

const PREFIX = "tickets.";

/** The counters a ticket in this state stands in. Resolved ones stand in none: only what is open is counted. */
export function countersOf({ status, unansweredSince, assigneeId, requesterId }: Counted): string[] {
  if (status === "resolved") return [];
  const names = [status, assigneeId === null ? "unassigned" : `of.${assigneeId}`, `asked.${requesterId}`];
  if (unansweredSince !== null) names.push("unanswered");
  if (status === "waiting") names.push(`waits.${requesterId}`);
  return names.map((name) => PREFIX + name);
}

/** Call it in the transaction of the change. */
export const moveTally = (ctx: Context, before: Counted | null, now: Counted): Promise<void> =>
  moveTallies(ctx, before ? [before] : [], [now]);

/** The same for many at once. Sorted, so that two changes never wait for each other in a circle. */
export async function moveTallies(ctx: Context, before: readonly Counted[], now: readonly Counted[]): Promise<void> {
  const moves = new Map<string, number>();
  const move = (by: number) => (name: string) => moves.set(name, (moves.get(name) ?? 0) + by);
  before.flatMap(countersOf).forEach(move(-1));
  now.flatMap(countersOf).forEach(move(1));
  for (const [name, by] of [...moves].sort(([one], [other]) => (one < other ? -1 : 1)))
    await moveCounter(ctx, name, by);
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
  const names = ["unanswered", "new", "open", "waiting", "unassigned", ...own];
  const counters = await readCounters(
    ctx,
    names.map((name) => PREFIX + name),
  );
  const count = (name: string) => counters.get(PREFIX + name) ?? 0;
  return {
    unanswered: count("unanswered"),
    open: count("new") + count("open") + count("waiting"),
    waiting: count("waiting"),
    unassigned: count("unassigned"),
    mine: count(`of.${person.id}`),
    asked: count(`asked.${person.id}`),
    waitsForThem: count(`waits.${person.id}`),
  };
}
