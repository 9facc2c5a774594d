import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { deskAddress, type Filters } from "./desk.ts";
import { type Queue, queueIn } from "./queue.ts";
import { mayStaff } from "./queue-staffing.ts";

export type MenuLine = { label: string; says: string; href: string; isFile: boolean };

const page = (label: string, says: string, href: string): MenuLine => ({ label, says, href, isFile: false });

/** What else there is around the desk, for whoever may go there. */
export async function deskMenu(
  ctx: Context,
  by: Person,
  filters: Filters,
  queues: readonly Queue[],
): Promise<MenuLine[]> {
  return [
    ...groupingFor(filters, queues),
    ...(await teamFor(ctx, by, filters)),
    page("Your day", "What waits for you, and what you did", "/desk/day"),
    page("Incidents", "What hits many at once, and why", "/desk/incidents"),
    page("Answered elsewhere", "Note a question from the corridor or a chat", "/desk/elsewhere"),
    page("Practice", "Questions to try your hand at", "/desk/practice"),
    ...(can(by, "ticket.export")
      ? [{ label: "As a file", says: "Every ticket you may see, as CSV", href: "/tickets.csv", isFile: true }]
      : []),
  ];
}

/** The same list the other way, where there is more than one queue. */
function groupingFor(filters: Filters, queues: readonly Queue[]): MenuLine[] {
  if (queues.length < 2) return [];
  const isGrouped = filters.group === "queue";
  const href = deskAddress({ ...filters, group: isGrouped ? "" : "queue", queue: "", after: "", ticket: "" });
  return [
    isGrouped
      ? page("By what is due", "One list, first what is due first", href)
      : page("By queue", "The beginning of each queue", href),
  ];
}

/** Who works in the queue that is shown, for who may say so. */
async function teamFor(ctx: Context, by: Person, { queue }: Filters): Promise<MenuLine[]> {
  const id = queueIn(queue);
  if (id === null || !(await mayStaff(ctx, by, id))) return [];
  return [page("Who works here", "The people of this queue", `/desk/queues/${id}/people`)];
}
