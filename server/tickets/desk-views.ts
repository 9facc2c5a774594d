import { deskAddress, type Filters, readFilters } from "./desk.ts";
import type { Queue } from "./queue.ts";
import type { QueueTally, Tally } from "./tally.ts";

export type DeskView = { label: string; href: string; count: number | string | null; isCurrent: boolean };

/** The lists everybody has. Their counts are kept by whoever changes a ticket. */
export function deskViews(tally: Tally, filters: Filters): DeskView[] {
  const views = [
    { label: "All open", count: tally.open, status: "", assignee: "" },
    { label: "Needs an answer", count: tally.unanswered, status: "unanswered", assignee: "" },
    { label: "Mine", count: tally.mine, status: "", assignee: "me" },
    { label: "Nobody’s", count: tally.unassigned, status: "", assignee: "nobody" },
    { label: "Waiting", count: tally.waiting, status: "waiting", assignee: "" },
    { label: "On hold", count: tally.onHold, status: "on-hold", assignee: "" },
    { label: "Resolved", count: null, status: "resolved", assignee: "" },
  ] as const;
  return views.map(({ label, count, ...its }) => ({
    label,
    count,
    href: deskAddress(its),
    isCurrent: isSameList(filters, its),
  }));
}

/** Whatever ticket lies beside it, and wherever in it somebody stands. */
const isSameList = (filters: Filters, its: Partial<Filters>): boolean =>
  deskAddress({ ...filters, after: "", ticket: "" }) === deskAddress(readFilters(its));

/** One list for each queue, where there is more than one. */
export function queueViews(
  queues: readonly Queue[],
  tallies: ReadonlyMap<number, QueueTally>,
  filters: Filters,
): DeskView[] {
  if (queues.length < 2) return [];
  return queues.map(({ id, name }) => ({
    label: name,
    count: tallies.get(id)?.open ?? 0,
    href: deskAddress({ queue: String(id) }),
    isCurrent: isSameList(filters, { queue: String(id) }),
  }));
}
