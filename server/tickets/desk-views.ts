import { deskAddress, type Filters } from "./desk.ts";
import type { Tally } from "./tally.ts";

export type DeskView = { label: string; href: string; count: number | string | null; isCurrent: boolean };

/** The lists everybody has. Their counts are kept by whoever changes a ticket. */
export function deskViews(tally: Tally, { status, assignee, category, tag }: Filters): DeskView[] {
  const views = [
    { label: "All open", count: tally.open, status: "", assignee: "" },
    { label: "Needs an answer", count: tally.unanswered, status: "unanswered", assignee: "" },
    { label: "Mine", count: tally.mine, status: "", assignee: "me" },
    { label: "Nobody’s", count: tally.unassigned, status: "", assignee: "nobody" },
    { label: "Waiting", count: tally.waiting, status: "waiting", assignee: "" },
    { label: "Resolved", count: null, status: "resolved", assignee: "" },
  ] as const;
  return views.map(({ label, count, ...its }) => ({
    label,
    count,
    href: deskAddress(its),
    isCurrent: category === "" && tag === "" && its.status === status && its.assignee === assignee,
  }));
}
