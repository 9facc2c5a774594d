import type { Option } from "#server/http/fields.ts";
import type { Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { listCategories } from "#server/knowledge/articles.ts";
import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { BulkRead } from "./bulk-forms.ts";
import type { PlannedTicket } from "./bulk-planning.ts";
import { TURN_NAMES, turnsFor } from "./bulk-status.ts";
import { openQueues } from "./queues.ts";
import { addressOf } from "./ticket.ts";
import { URGENCY_NAMES } from "./words.ts";

type BulkPage = {
  title: string;
  back: string;
  draft: Draft;
  tickets: (PlannedTicket & { href: string })[];
  /** They have seen what would change, and may say yes. */
  isPreview: boolean;
  statuses: Option[];
  assignees: Option[];
  urgencies: Option[];
  categories: Option[];
  queues: Option[];
};
export const bulkView = view<BulkPage>("tickets/bulk", "staff");

const KEEP = { value: "", label: "Leave as it is" };

type Shown = Pick<BulkRead, "typed" | "problem"> & { back: string; tickets: PlannedTicket[]; isPreview: boolean };

export async function bulkPage(ctx: Context, by: Person, shown: Shown): Promise<BulkPage> {
  const { back, typed, tickets, problem, isPreview } = shown;
  const people = await staff(ctx);
  const categories = await listCategories(ctx, by);
  return {
    title: tickets.length === 1 ? "Change one ticket" : `Change ${tickets.length} tickets`,
    back,
    draft: { values: typed, errors: problem ? { [problem.field]: problem.sentence } : {} },
    tickets: tickets.map((ticket) => ({ ...ticket, href: addressOf(ticket) })),
    isPreview: isPreview && problem === null,
    statuses: [KEEP, ...turnsFor(by).map((value) => ({ value, label: TURN_NAMES[value] }))],
    assignees: [
      KEEP,
      { value: "nobody", label: "Nobody" },
      ...people.map(({ id, name }) => ({ value: String(id), label: name })),
    ],
    urgencies: [KEEP, ...Object.entries(URGENCY_NAMES).map(([value, label]) => ({ value, label }))],
    categories: [
      KEEP,
      { value: "none", label: "None" },
      ...categories.map(({ slug, title }) => ({ value: slug, label: title })),
    ],
    queues: [KEEP, ...(await openQueues(ctx)).map(({ id, name }) => ({ value: String(id), label: name }))],
  };
}
