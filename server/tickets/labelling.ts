import { byPerson, recordDeed } from "#server/audit/trail.ts";
import type { Reader } from "#server/journeys/journal.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { recordLink } from "./events.ts";
import type { Corrected } from "./history.ts";
import { isCorrection, type KeptLabel } from "./label.ts";
import * as store from "./label-store.ts";
import type { Verdict } from "./resolving.ts";
import { nameOf, type Ticket } from "./ticket.ts";

export const NEEDS_REASON = "This label is frozen. Say why it was wrong; your reason stays visible beside it.";

/** Whether this verdict would change a frozen label. */
export async function needsReason(ctx: Context, ticket: { id: number }, verdict: Verdict): Promise<boolean> {
  const kept = await store.labelOf(ctx.db, ticket.id);
  return kept !== undefined && isCorrection(kept, asSaid(verdict), ctx.clock.now());
}

const asSaid = ({ label, article }: Verdict) => ({ label, articleId: article?.id ?? null });

/**
 * Keeps what somebody says of a ticket, within the two weeks in which it may be put right, and afterwards with a reason
 * as a correction. The freeze counts from the first word, whatever is said in between.
 */
export async function keepLabel(
  ctx: Context,
  by: Person,
  reader: Reader,
  ticket: Ticket,
  verdict: Verdict & { reason: string },
  at: number,
): Promise<Corrected> {
  const { label, article, reason } = verdict;
  if ((label === "basic") !== (article !== null)) throw badRequest("Name the article that answers it.");
  const kept = await store.labelOf(ctx.db, ticket.id);
  const isLate = kept !== undefined && isCorrection(kept, asSaid(verdict), at);
  if (isLate && reason === "") throw badRequest(NEEDS_REASON);
  if (isLate) await correct(ctx, by, ticket, kept, verdict, at);
  await store.saveLabel(ctx.db, {
    ticket_id: ticket.id,
    label,
    article_id: article?.id ?? null,
    labelled_by: by.id,
    labelled_at: at,
    set_at: kept?.setAt ?? at,
  });
  if (article) await recordLink(ctx, reader, ticket, article.slug);
  return isLate ? { was: kept.label, reason } : {};
}

async function correct(
  ctx: Context,
  by: Person,
  ticket: Ticket,
  kept: KeptLabel,
  { label, article, reason }: Verdict & { reason: string },
  at: number,
) {
  await store.addCorrection(ctx.db, {
    ticket_id: ticket.id,
    from_label: kept.label,
    from_article_id: kept.articleId,
    from_source: kept.source,
    to_label: label,
    to_article_id: article?.id ?? null,
    reason,
    corrected_by: by.id,
    corrected_at: at,
  });
  const data = { from: kept.label, to: label, reason };
  await recordDeed(ctx, { by: byPerson(by), action: "corrected a frozen label", object: nameOf(ticket), data });
}
