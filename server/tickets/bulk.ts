import type { Reader } from "#server/journeys/journal.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { Refusal, tooLate } from "#server/platform/errors.ts";
import { assignTicket, triageTicket } from "./assigning.ts";
import { type Turn, turnTicket } from "./bulk-status.ts";
import { findTicket } from "./finding.ts";
import { tagTicket } from "./tagging.ts";
import { nameOf, type Urgency } from "./ticket.ts";

/** What shall become of all of them. Undefined: leave it as it is. Null: nobody, none. */
export type BulkChange = {
  turn?: Turn | undefined;
  assignee?: number | null | undefined;
  urgency?: Urgency | undefined;
  category?: string | null | undefined;
  queue?: number | undefined;
  tags: readonly string[];
  untag: readonly string[];
};

export type BulkResult = { changed: number; refused: { name: string; why: string }[] };

/** Each ticket for itself: what one refuses keeps no other back. Only on the state that was shown. */
export async function applyBulk(
  ctx: Context,
  by: Person,
  reader: Reader,
  seen: ReadonlyMap<number, number>,
  change: BulkChange,
): Promise<BulkResult> {
  const result: BulkResult = { changed: 0, refused: [] };
  for (const [number, seq] of seen) {
    try {
      if (await inTransaction(ctx, (ctx) => applyTo(ctx, by, reader, number, seq, change))) result.changed += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      result.refused.push({ name: nameOf({ number }), why: error.message });
    }
  }
  return result;
}

async function applyTo(
  ctx: Context,
  by: Person,
  reader: Reader,
  number: number,
  seen: number,
  { turn, assignee, urgency, category, queue, tags, untag }: BulkChange,
): Promise<boolean> {
  const ticket = await findTicket(ctx, by, number);
  if (ticket.seq !== seen) throw tooLate("It was changed meanwhile.");
  // The queue last: whoever moves a ticket to others may not work on it afterwards.
  if (tags.length + untag.length > 0) await tagTicket(ctx, by, number, { add: tags, remove: untag });
  if (assignee !== undefined) await assignTicket(ctx, by, number, { from: ticket.assigneeId, to: assignee });
  if (turn !== undefined) await turnTicket(ctx, by, reader, ticket, turn);
  const { seq } = await findTicket(ctx, by, number);
  await triageTicket(ctx, by, number, {
    seq,
    status: turn === "open" || turn === "waiting" ? turn : null,
    urgency: urgency ?? ticket.urgency,
    category: category === undefined ? ticket.category : category,
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
