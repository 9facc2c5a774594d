import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import type { Category } from "#server/knowledge/article.ts";
import type { Person } from "#server/people/person.ts";
import { canWait } from "./history.ts";
import type { Queue } from "./queue.ts";
import type { Ticket } from "./ticket.ts";
import { STATUS_NAMES, URGENCY_NAMES } from "./words.ts";

/** Who has it, and who could. `from` is whom it is taken from: it goes along, so that nobody takes it from another. */
export type AssignmentForm = {
  isMine: boolean;
  assignee: string | null;
  from: string;
  me: string;
  draft: Draft;
  options: Option[];
};

export function assignmentForm(
  by: Person,
  ticket: Ticket & { assigneeName: string | null },
  people: Person[],
): AssignmentForm {
  const from = ticket.assigneeId === null ? "" : String(ticket.assigneeId);
  const options = people.map(({ id, name }) => ({ value: String(id), label: id === by.id ? `${name} (me)` : name }));
  return {
    isMine: ticket.assigneeId === by.id,
    assignee: ticket.assigneeName,
    from,
    me: String(by.id),
    draft: blankDraft({ assignee: from }),
    options: [{ value: "", label: "Nobody" }, ...options],
  };
}

export type TriageForm = {
  draft: Draft;
  statuses: Option[];
  categories: Option[];
  urgencies: Option[];
  /** None where there is only one. */
  queues: Option[];
};

export function triageForm(ticket: Ticket, categories: Category[], queues: Queue[]): TriageForm {
  const { status, urgency, category, queueId } = ticket;
  const offered = queues.filter(({ id, retiredAt }) => retiredAt === null || id === queueId);
  const turns = [
    { value: "open", label: STATUS_NAMES.open },
    { value: "waiting", label: "Waiting for the requester" },
  ];
  return {
    draft: blankDraft({ status, urgency, category: category ?? "", queue: String(queueId) }),
    statuses: canWait(ticket) ? turns : [],
    categories: [{ value: "", label: "None" }, ...categories.map(({ slug, title }) => ({ value: slug, label: title }))],
    urgencies: Object.entries(URGENCY_NAMES).map(([value, label]) => ({ value, label })),
    queues: offered.length < 2 ? [] : offered.map(({ id, name }) => ({ value: String(id), label: name })),
  };
}
