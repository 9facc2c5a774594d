import { type Course, earliest, followedBy, later, sameTime } from "#server/escalation/course.ts";
import { coverage } from "#server/escalation/covering.ts";
import { PRIORITIES, PRIORITY_NAMES } from "#server/escalation/policy.ts";
import type { Span } from "#server/escalation/spans.ts";
import { DAY, HOUR } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { type Around, type Case, caseFor, lookAround } from "./coverage-setup.ts";
import { variantsFor } from "./coverage-variants.ts";
import type { Queue } from "./queue.ts";
import { categoriesOf, openQueues, queueFor } from "./queues.ts";

export const AHEAD = 90 * DAY;
/** Where nothing is promised, only what nobody ever hears of is a hole. */
const NEVER = 400 * DAY;

/** How long it takes until somebody hears of what is asked in a queue. */
export type Cover = {
  key: string;
  queue: string;
  priorities: string[];
  /** Null: whatever it is about. */
  categories: string[] | null;
  /** What is special about it, where a step asks for that; null for everything else. */
  only: string | null;
  /** For each instant at which it is asked, when somebody who can be reached hears of it. */
  heard: Course;
  /** Asked then, the promise of a first response is broken before anybody has heard of it. */
  holes: Span[];
};

/** Every kind of question in every queue, for the next 90 days. `without`: as if that absence had not been noted. */
export async function coverNow(ctx: Context, without: number | null = null): Promise<Cover[]> {
  const from = Math.floor(ctx.clock.now() / HOUR) * HOUR;
  const around = await lookAround(ctx, from, from + AHEAD, without);
  const covers: Cover[] = [];
  for (const queue of await openQueues(ctx)) {
    const cases = await casesOf(ctx, around, queue);
    for (const found of cases) {
      covers.push(coverOf(around, queue, found, cases));
      // Each takes some milliseconds: nobody who asks for a page waits for all of them.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return covers;
}

type Found = Case & { priorities: Set<string>; categories: Set<string | null>; variants: Set<string> };

/** Cases that come to the same are one. */
async function casesOf(ctx: Context, around: Around, queue: Queue): Promise<Found[]> {
  const found = new Map<string, Found>();
  for (const category of await categoriesIn(ctx, around, queue))
    for (const priority of PRIORITIES)
      for (const { words, ...variant } of variantsFor(around, { priority, category, queueId: queue.id })) {
        const one = await caseFor(around, queue, { priority, category, queueId: queue.id }, variant);
        const same = found.get(one.key) ?? {
          ...one,
          priorities: new Set(),
          categories: new Set(),
          variants: new Set(),
        };
        same.priorities.add(PRIORITY_NAMES[priority]);
        same.categories.add(category);
        same.variants.add(words);
        found.set(one.key, same);
      }
  return [...found.values()];
}

/** What may be asked in it and is told apart anywhere; null is anything else. */
async function categoriesIn(ctx: Context, { book, ladders }: Around, queue: Queue): Promise<(string | null)[]> {
  const named = [
    ...ladders.flatMap(({ ladder }) => [...ladder.categories, ...ladder.steps.flatMap((step) => step.onlyCategories)]),
    ...book.policies.flatMap(({ policy }) => policy.categories),
  ];
  const found = new Set<string | null>([...(await categoriesOf(ctx, queue.id)), null]);
  for (const category of new Set(named)) if ((await queueFor(ctx, category)) === queue.id) found.add(category);
  return [...found];
}

function coverOf({ from, to }: Around, queue: Queue, found: Found, all: readonly Found[]): Cover {
  const { key, setup, due, priorities, categories, variants } = found;
  const heard = coverage(setup, from, to);
  const never: Course = [{ from, to, at: to + NEVER, moves: false }];
  const promised = due ? earliest(followedBy(sameTime(from, to), due), never) : never;
  const isAny = all.every((one) => one.categories.size === categories.size);
  return {
    ...{ key, queue: queue.name, priorities: [...priorities], heard, holes: later(heard, promised) },
    only: variants.has("") ? null : [...variants].join(" or "),
    categories: isAny ? null : [...categories].map((category) => category ?? "anything else"),
  };
}

/** The longest wait of what is asked between two instants, in milliseconds; Infinity where nobody ever hears of it. */
export function worstWait(heard: Course, from: number, to: number): { at: number; wait: number } {
  let worst = { at: from, wait: 0 };
  for (const piece of heard) {
    if (piece.to <= from || piece.from >= to) continue;
    // Within a piece the wait never grows: the longest is that of whoever asks first.
    const at = Math.max(piece.from, from);
    const wait = (piece.moves ? piece.at + at - piece.from : piece.at) - at;
    if (wait > worst.wait) worst = { at, wait };
  }
  return worst;
}

/** How much of the time somebody hears of it within so many milliseconds, from 0 to 1. */
export function shareWithin(heard: Course, within: number): number {
  let [good, all] = [0, 0];
  for (const { from, to, at, moves } of heard) {
    all += to - from;
    const wait = at - from;
    if (moves) good += wait <= within ? to - from : 0;
    else good += Math.min(Math.max(to - Math.max(from, at - within), 0), to - from);
  }
  return all === 0 ? 1 : good / all;
}
