import { findCategory } from "#server/knowledge/articles.ts";
import { findPerson } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { canAnswer } from "./assigning.ts";
import type { BulkChange } from "./bulk.ts";
import { turnInWords, whyNotTurn } from "./bulk-status.ts";
import { type FoundTicket, findTicket } from "./finding.ts";
import { findQueue, worksOn } from "./queues.ts";
import { readTags } from "./tag.ts";
import { listTags } from "./tagging.ts";
import { canSee, nameOf } from "./ticket.ts";
import { URGENCY_NAMES } from "./words.ts";

export type PlannedTicket = {
  number: number;
  name: string;
  subject: string;
  seq: number;
  changes: string[];
  refusal: string | null;
};

type Target = { assignee: Person | null; category: string; queue: string };

/** What would change, ticket by ticket. Those that may not be seen are left out. */
export async function planBulk(
  ctx: Context,
  by: Person,
  numbers: readonly number[],
  change: BulkChange,
): Promise<PlannedTicket[]> {
  const target = await targetOf(ctx, by, change);
  const planned: PlannedTicket[] = [];
  for (const number of numbers) {
    const ticket = await findTicket(ctx, by, number).catch(() => null);
    if (!ticket) continue;
    const tags = await tagsAfter(ctx, ticket, change);
    const changes = changesTo(ticket, change, target, tags);
    const refusal = changes.length > 0 ? await whyNot(ctx, by, ticket, change, target, tags) : null;
    const { seq, subject } = ticket;
    planned.push({ number, name: nameOf(ticket), subject, seq, changes: refusal === null ? changes : [], refusal });
  }
  return planned;
}

async function targetOf(ctx: Context, by: Person, { assignee, category, queue }: BulkChange): Promise<Target> {
  return {
    assignee: (assignee ? await findPerson(ctx, assignee) : null) ?? null,
    category: category ? (await findCategory(ctx, by, category)).title : "none",
    queue: queue === undefined ? "" : (await findQueue(ctx, queue)).name,
  };
}

type Tags = { added: string[]; removed: string[]; after: string[] };

async function tagsAfter(ctx: Context, ticket: FoundTicket, { tags, untag }: BulkChange): Promise<Tags> {
  const known = tags.length + untag.length > 0 ? await listTags(ctx, ticket) : [];
  const added = tags.filter((tag) => !known.includes(tag));
  const removed = untag.filter((tag) => known.includes(tag));
  return { added, removed, after: [...known.filter((tag) => !removed.includes(tag)), ...added] };
}

function changesTo(ticket: FoundTicket, change: BulkChange, target: Target, { added, removed }: Tags): string[] {
  const { assignee, urgency, category, queue, turn } = change;
  return [
    turn === undefined ? "" : (turnInWords(ticket, turn) ?? ""),
    assignee !== undefined && assignee !== ticket.assigneeId
      ? `${ticket.assigneeName ?? "Nobody"} → ${target.assignee?.name ?? "nobody"}`
      : "",
    urgency !== undefined && urgency !== ticket.urgency
      ? `Urgency ${URGENCY_NAMES[ticket.urgency].toLowerCase()} → ${URGENCY_NAMES[urgency].toLowerCase()}`
      : "",
    category !== undefined && category !== ticket.category
      ? `Category ${ticket.categoryTitle ?? "none"} → ${target.category}`
      : "",
    queue !== undefined && queue !== ticket.queueId ? `Queue ${ticket.queueName ?? "none"} → ${target.queue}` : "",
    added.length > 0 ? `Tags + ${added.join(", ")}` : "",
    removed.length > 0 ? `Tags − ${removed.join(", ")}` : "",
  ].filter(Boolean);
}

/** What the actions would refuse, said beforehand. */
async function whyNot(
  ctx: Context,
  by: Person,
  ticket: FoundTicket,
  { turn, assignee }: BulkChange,
  target: Target,
  tags: Tags,
): Promise<string | null> {
  if (!(await worksOn(ctx, by, ticket))) return `It lies in the queue ${ticket.queueName}, so it stays as it is.`;
  if (ticket.spamAt !== null && turn !== "no-spam") return "It was set aside as spam, so it stays as it is.";
  if (ticket.status === "merged") return "It was merged into another one. It goes on there.";
  const isHandedOn = assignee !== undefined && assignee !== null && assignee !== ticket.assigneeId;
  if (isHandedOn && !canAnswer(target.assignee)) return "They do not answer tickets any more.";
  if (isHandedOn && target.assignee && !canSee(target.assignee, ticket))
    return `It is confidential, and ${target.assignee.name} is not among those it is open to.`;
  const { wrong } = readTags(tags.after.join());
  return wrong ?? (turn === undefined ? null : await whyNotTurn(ctx, by, ticket, turn));
}
