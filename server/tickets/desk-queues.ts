import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { deskAddress, type Filters, queryFor } from "./desk.ts";
import type { DeskGroup } from "./desk-groups.ts";
import { facesFor, toRow } from "./desk-rows.ts";
import { deskRows } from "./desk-store.ts";
import type { Queue } from "./queue.ts";
import { readQueueTallies } from "./tally.ts";

const SHOWN = 10;
const MOST_QUEUES = 30;

/** The beginning of each queue, narrowed like the rest of the desk. */
export async function groupByQueue(
  ctx: Context,
  by: Person,
  filters: Filters,
  titles: Map<string, string>,
  all: readonly Queue[],
): Promise<DeskGroup[]> {
  const queues = all.slice(0, MOST_QUEUES);
  const ids = queues.map(({ id }) => id);
  const tallies = await readQueueTallies(ctx, by, ids);
  const groups: DeskGroup[] = [];
  for (const { id, name } of queues) {
    const { rows } = await deskRows(ctx.db, { ...(await queryFor(ctx, by, filters)), queue: id, after: null }, SHOWN);
    const faces = await facesFor(ctx, rows);
    const href = deskAddress({ ...filters, group: "", queue: String(id), after: "", ticket: "" });
    const whole = { href, count: tallies.get(id)?.open ?? 0 };
    groups.push({ title: name, rows: rows.map((row) => toRow(row, titles, filters, faces)), all: whole });
  }
  return groups;
}
