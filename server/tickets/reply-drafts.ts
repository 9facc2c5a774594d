import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { findTicket } from "./finding.ts";
import { dropReplyDraft, replyDraftOf, saveReplyDraft } from "./reply-draft-store.ts";
import type { MessageKind } from "./thread-store.ts";
import { canSeeNotes } from "./ticket.ts";

export type ReplyDraft = { kind: MessageKind; body: string; savedAt: number };

/** What they left unsent on this ticket; nobody else ever sees it. */
export const findReplyDraft = (ctx: Context, by: Person, ticketId: number): Promise<ReplyDraft | undefined> =>
  replyDraftOf(ctx.db, ticketId, by.id);

/** Kept while it is written. Empty words are no draft. */
export async function keepReplyDraft(
  ctx: Context,
  by: Person,
  number: number,
  { kind, body }: Pick<ReplyDraft, "kind" | "body">,
): Promise<void> {
  const { id } = await findTicket(ctx, by, number);
  if (body.trim() === "") return void (await dropReplyDraft(ctx.db, id, by.id));
  await saveReplyDraft(ctx.db, {
    ...{ ticket_id: id, person_id: by.id, body, saved_at: ctx.clock.now() },
    kind: canSeeNotes(by) ? kind : "public",
  });
}

export async function throwDraftAway(ctx: Context, by: Person, number: number): Promise<void> {
  const { id } = await findTicket(ctx, by, number);
  await dropReplyDraft(ctx.db, id, by.id);
}
