import { type Reader, recordEvent } from "#server/journeys/journal.ts";
import type { Context } from "#server/platform/context.ts";
import type { Verdict } from "./resolving.ts";
import type { Ticket } from "./ticket.ts";

/** Facts about tickets for the measure of deflection, each in the transaction that makes it true. */

export async function recordOpening(
  ctx: Context,
  reader: Reader,
  ticket: { number: number; category: string | null },
): Promise<void> {
  const { number, category } = ticket;
  await recordEvent(
    ctx,
    reader,
    { type: "ask_submit", ticket: number },
    { type: "ticket_created", ticket: number, category },
  );
}

export const recordLink = (ctx: Context, reader: Reader, ticket: Ticket, article: string): Promise<void> =>
  recordEvent(ctx, reader, { type: "ticket_linked", ticket: ticket.number, article });

export const recordResolution = (
  ctx: Context,
  reader: Reader,
  ticket: Ticket,
  verdict: Verdict | null,
): Promise<void> =>
  recordEvent(ctx, reader, {
    type: "ticket_resolved",
    ticket: ticket.number,
    article: verdict?.article?.slug ?? null,
    isBasic: verdict ? verdict.label !== "not-basic" : null,
    source: verdict ? "agent" : null,
  });

export const recordMerge = (ctx: Context, reader: Reader, from: Ticket, into: Ticket): Promise<void> =>
  recordEvent(ctx, reader, { type: "ticket_merged", ticket: from.number, into: into.number });

export const recordReopening = (ctx: Context, reader: Reader, ticket: Ticket): Promise<void> =>
  recordEvent(ctx, reader, { type: "ticket_reopened", ticket: ticket.number });
