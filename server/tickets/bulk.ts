import { findCategory } from "#server/knowledge/articles.ts";
import { findPerson } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { Refusal, tooLate } from "#server/platform/errors.ts";
import { assignTicket, triageTicket } from "./assigning.ts";
import { type FoundTicket, findTicket } from "./finding.ts";
import { findQueue, worksOn } from "./queues.ts";
import { listTags, tagTicket } from "./tagging.ts";
import { nameOf, type Urgency } from "./ticket.ts";
import { URGENCY_NAMES } from "./words.ts";

/** What shall become of all of them. Undefined: leave it as it is. Null: nobody, none. */
export type BulkChange = {
  assignee?: number | null | undefined;
  urgency?: Urgency | undefined;
  category?: string | null | undefined;
  queue?: number | undefined;
  tags: readonly string[];
};

export type PlannedTicket = {
  number: number;
  name: string;
  subject: string;
  seq: number;
  changes: string[];
  refusal: string | null;
};

/** What would change, ticket by ticket. Those that may not be seen are left out. */
export async function planBulk(ctx: Context, by: Person, numbers: readonly number[], change: BulkChange) {
  const names = await namesFor(ctx, by, change);
  const planned: PlannedTicket[] = [];
  for (const number of numbers) {
    const ticket = await findTicket(ctx, by, number).catch(() => null);
    if (!ticket) continue;
    const { seq, subject } = ticket;
    const works = await worksOn(ctx, by, ticket);
    const refusal = works ? null : `It lies in the queue ${ticket.queueName}, so it stays as it is.`;
    const changes = works ? await changesTo(ctx, ticket, change, names) : [];
    planned.push({ number, name: nameOf(ticket), subject, seq, changes, refusal });
  }
  return planned;
}

type Names = { assignee: string; category: string; queue: string };

async function namesFor(ctx: Context, by: Person, { assignee, category, queue }: BulkChange): Promise<Names> {
  const person = assignee ? await findPerson(ctx, assignee) : undefined;
  return {
    assignee: person?.name ?? "nobody",
    category: category ? (await findCategory(ctx, by, category)).title : "none",
    queue: queue === undefined ? "" : (await findQueue(ctx, queue)).name,
  };
}

async function changesTo(ctx: Context, ticket: FoundTicket, change: BulkChange, names: Names): Promise<string[]> {
  const { assignee, urgency, category, queue, tags } = change;
  const known = tags.length > 0 ? await listTags(ctx, ticket) : [];
  const added = tags.filter((tag) => !known.includes(tag));
  return [
    assignee !== undefined && assignee !== ticket.assigneeId
      ? `${ticket.assigneeName ?? "Nobody"} → ${names.assignee}`
      : "",
    urgency !== undefined && urgency !== ticket.urgency
      ? `Urgency ${URGENCY_NAMES[ticket.urgency].toLowerCase()} → ${URGENCY_NAMES[urgency].toLowerCase()}`
      : "",
    category !== undefined && category !== ticket.category
      ? `Category ${ticket.categoryTitle ?? "none"} → ${names.category}`
      : "",
    queue !== undefined && queue !== ticket.queueId ? `Queue ${ticket.queueName ?? "none"} → ${names.queue}` : "",
    added.length > 0 ? `Tags + ${added.join(", ")}` : "",
  ].filter(Boolean);
}

export type BulkResult = { changed: number; refused: { name: string; why: string }[] };

/** Each ticket for itself: what one refuses keeps no other back. Only on the state that was shown. */
export async function applyBulk(
  ctx: Context,
  by: Person,
  seen: ReadonlyMap<number, number>,
  change: BulkChange,
): Promise<BulkResult> {
  const result: BulkResult = { changed: 0, refused: [] };
  for (const [number, seq] of seen) {
    try {
      if (await inTransaction(ctx, (ctx) => applyTo(ctx, by, number, seq, change))) result.changed += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      result.refused.push({ name: nameOf({ number }), why: error.message });
    }
  }
  return result;
}

async function applyTo(ctx: Context, by: Person, number: number, seen: number, change: BulkChange): Promise<boolean> {
  const ticket = await findTicket(ctx, by, number);
  if (ticket.seq !== seen) throw tooLate("It was changed meanwhile.");
  const { assignee, urgency = ticket.urgency, category = ticket.category, queue, tags } = change;
  // The queue last: whoever moves a ticket to others may not work on it afterwards.
  if (tags.length > 0) await tagTicket(ctx, by, number, { add: tags, remove: [] });
  if (assignee !== undefined) await assignTicket(ctx, by, number, { from: ticket.assigneeId, to: assignee });
  const { seq } = await findTicket(ctx, by, number);
  await triageTicket(ctx, by, number, {
    seq,
    status: null,
    urgency,
    category,
    ...(queue === undefined ? {} : { queue }),
  });
  return (await findTicket(ctx, by, number)).seq !== seen;
}

export function resultInWords({ changed, refused }: BulkResult): string {
  const done = changed === 1 ? "One ticket changed." : `${changed} tickets changed.`;
  const [first, ...more] = refused;
  if (!first) return done;
  return `${done} ${refused.length} refused: ${first.name}, ${first.why}${more.length > 0 ? ` And ${more.map(({ name }) => name).join(", ")}.` : ""}`;
}
