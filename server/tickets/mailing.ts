import { queueMessage } from "#server/notifications/outbox.ts";
import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { nameOf, type Ticket } from "./ticket.ts";

export const LETTER_KINDS = [
  "ticket.opened",
  "ticket.asked",
  "ticket.assigned",
  "ticket.answered",
  "ticket.resolved",
  "ticket.reminded",
  "ticket.lapsed",
] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

/** `place`: the public message it is about, or the event's number where there is none. */
export type Payload = { number: number; place: number };

/** Whoever has the ticket; while nobody has it, everybody who answers. */
export async function tellAgents(
  ctx: Context,
  by: Person,
  ticket: Pick<Ticket, "number" | "assigneeId">,
  kind: "ticket.opened" | "ticket.asked",
  place: number,
): Promise<void> {
  const everybody = await staff(ctx);
  const agents = everybody.filter(({ role }) => role === "agent");
  const assignee = everybody.filter(({ id }) => id === ticket.assigneeId);
  const readers = assignee.length > 0 ? assignee : agents.length > 0 ? agents : everybody;
  for (const reader of readers) await tell(ctx, by, reader, ticket, kind, place);
}

/** What people did themselves is no news to them. */
export async function tell(
  ctx: Context,
  by: { id: number | null },
  reader: { id: number },
  ticket: { number: number },
  kind: LetterKind,
  place: number,
  /** What tells this reason from others of its kind, where the place does not. */
  of: number = place,
): Promise<void> {
  if (reader.id === by.id) return;
  const payload: Payload = { number: ticket.number, place };
  const name = nameOf(ticket);
  await queueMessage(ctx, { kind, to: reader, reason: `${kind} ${name} ${of}`, about: name, payload });
}
