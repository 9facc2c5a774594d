import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { Filters } from "./desk.ts";
import { type DeskView, deskViews, queueViews } from "./desk-views.ts";
import type { Queue } from "./queue.ts";
import { readQueueTallies, readTally } from "./tally.ts";

/** The lists everybody has, and one for each queue. */
export async function deskLists(
  ctx: Context,
  by: Person,
  filters: Filters,
  queues: readonly Queue[],
): Promise<DeskView[]> {
  const tallies = await readQueueTallies(
    ctx,
    by,
    queues.map(({ id }) => id),
  );
  return [...deskViews(await readTally(ctx, by), filters), ...queueViews(queues, tallies, filters)];
}
