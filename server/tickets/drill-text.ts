import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { DrillQuestion } from "./drill.ts";
import { ticketById } from "./store.ts";
import { publicMessage } from "./thread-store.ts";
import { canSee } from "./ticket.ts";

const GONE = { subject: "A question that is not open to you", body: "" };

/** What is asked. Of a day that was, it is read from its ticket as that is now, by whoever may see it. */
export async function questionText(
  ctx: Context,
  by: Person,
  { ticketId, subject, body }: DrillQuestion,
): Promise<{ subject: string; body: string }> {
  if (ticketId === null) return { subject: subject ?? "", body: body ?? "" };
  const ticket = await ticketById(ctx.db, ticketId);
  if (!ticket || !canSee(by, ticket)) return GONE;
  return { subject: ticket.subject, body: (await publicMessage(ctx.db, ticketId, 1))?.body ?? "" };
}
