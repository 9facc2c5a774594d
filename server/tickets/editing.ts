import { createHash } from "node:crypto";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { forbidden, notFound, tooLate } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";
import { findTicket } from "./finding.ts";
import { addVersion, changeMessage, messageAt, versionsOf } from "./message-store.ts";
import { canSeeNotes, type Ticket, takesPart } from "./ticket.ts";
import type { Written } from "./writing.ts";

/** How long an author may put their own words right. Afterwards somebody has read them. */
export const EDITABLE_FOR = 15 * MINUTE;

/** What stands in the history instead of words. */
export const hashOfWords = (text: string) => createHash("sha256").update(text).digest("hex");

type Message = { authorId: number; sentAt: number; redactedAt: number | null };

export const mayEdit = (ctx: Context, by: Person, ticket: Ticket, { authorId, sentAt, redactedAt }: Message): boolean =>
  can(by, "ticket.edit", takesPart(by, ticket)) &&
  authorId === by.id &&
  redactedAt === null &&
  ticket.spamAt === null &&
  ctx.clock.now() - sentAt <= EDITABLE_FOR;

/** A message of a ticket, by the place its reader knows it by. */
export async function findMessage(ctx: Context, by: Person, number: number, place: number) {
  const ticket = await findTicket(ctx, by, number);
  const message = await messageAt(ctx.db, ticket.id, canSeeNotes(by), place);
  if (!message) throw notFound("message");
  return { ticket, message };
}

/** Puts one's own words right; what they were before is kept for those who answer. `seen` tells what was edited. */
export async function editMessage(
  ctx: Context,
  by: Person,
  number: number,
  place: number,
  { written, seen }: { written: Written; seen: string },
): Promise<void> {
  const { message: before } = await findMessage(ctx, by, number, place);
  if (before.authorId !== by.id) throw forbidden("Only who wrote it may edit it.");
  await changeTicket(ctx, by, number, async (ctx, ticket, at) => {
    const message = await messageAt(ctx.db, ticket.id, canSeeNotes(by), place);
    if (!message) throw notFound("message");
    if (!mayEdit(ctx, by, ticket, message))
      throw tooLate("It was sent more than a quarter of an hour ago, so others have read it. Send another message.");
    if (hashOfWords(message.body) !== seen) throw tooLate("It was changed meanwhile. Look at it again.");
    if (message.body === written.body) return null;
    const version = (await versionsOf(ctx.db, ticket.id, message.place)).length + 1;
    const { body, html } = message;
    await addVersion(ctx.db, { ticket_id: ticket.id, place: message.place, version, body, html, replaced_at: at });
    await changeMessage(ctx.db, ticket.id, message.place, { ...written, edited_at: at });
    return { kind: "edited", data: { place: message.place, version, hash: hashOfWords(body) } };
  });
}
