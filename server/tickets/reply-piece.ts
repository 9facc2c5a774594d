import { blankDraft, type Draft } from "#server/http/form.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import { type FileLine, waitingFiles } from "./files.ts";
import { LONGEST_BODY } from "./forms.ts";
import { findReplyDraft } from "./reply-drafts.ts";

/** The form at the foot of a ticket. */
export type ReplyPiece = {
  reply: Draft;
  files: FileLine[];
  longest: number;
  /** Somebody answered while they wrote. */
  isOvertaken: boolean;
  /** What they wrote, as it will be read; null where nobody asked for it. */
  preview: SafeHtml | null;
  /** When what stands in the form was kept; null where it was not. */
  draftAt: number | null;
};

export type ReplyWishes = {
  reply?: Draft;
  overtakenAt?: number;
  files?: readonly string[];
  preview?: SafeHtml;
};

/** What was just typed comes first, then what they left unsent; a link to put in stands below that. */
export async function replyPiece(
  ctx: Context,
  by: Person,
  ticket: { id: number },
  { reply, overtakenAt, files = [], preview }: ReplyWishes,
  inserted = "",
): Promise<ReplyPiece> {
  const kept = reply ? undefined : await findReplyDraft(ctx, by, ticket.id);
  const { kind = "public", body = "" } = kept ?? {};
  const text = body.includes(inserted) ? body : [body.trimEnd(), inserted].filter(Boolean).join("\n\n");
  return {
    reply: reply ?? blankDraft({ kind, body: text }),
    files: await waitingFiles(ctx, by, files),
    longest: LONGEST_BODY,
    isOvertaken: overtakenAt !== undefined,
    preview: preview ?? null,
    draftAt: kept?.savedAt ?? null,
  };
}
