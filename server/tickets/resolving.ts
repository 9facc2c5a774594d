import type { Reader } from "#server/journeys/journal.ts";
import type { ArticleCard } from "#server/knowledge/article.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, forbidden, tooLate } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";
import { recordLink, recordReopening, recordResolution } from "./events.ts";
import { tell } from "./mailing.ts";
import { saveLabel } from "./store.ts";
import { isOwn, type Label, type Ticket } from "./ticket.ts";

/** What kind of question it was, by the code book. An article stands here when it answers the question. */
export type Verdict = { label: Label; article: Pick<ArticleCard, "id" | "slug"> | null };

/**
 * Those who answer say what kind of question it was. Who asked just says that it is solved: the verdict is null, and
 * somebody who answers can give it afterwards.
 */
export async function resolveTicket(
  ctx: Context,
  by: Person,
  reader: Reader,
  number: number,
  verdict: Verdict | null,
): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (ctx, ticket, at) => {
    if (!can(by, "ticket.resolve", isOwn(by, ticket))) throw forbidden("You may not resolve this.");
    if (verdict === null && !isOwn(by, ticket)) throw badRequest("Say first what kind of question it was.");
    if (verdict !== null && !can(by, "ticket.label", isOwn(by, ticket))) throw forbidden("You may not say this.");
    if (ticket.status === "resolved" && verdict === null) return null;
    if (ticket.status === "resolved") throw tooLate("It was resolved meanwhile. Look at it again.");
    if (verdict) await keepLabel(ctx, by, reader, ticket, verdict, at);
    await tell(ctx, by, { id: ticket.requesterId }, ticket, "ticket.resolved", ticket.seq);
    await recordResolution(ctx, reader, ticket, verdict);
    return { kind: "resolved", data: { label: verdict?.label ?? null, article: verdict?.article?.slug ?? null } };
  });
}

/** Says it afterwards, or puts it right. Nothing else about the ticket changes, and its requester sees no trace. */
export async function labelTicket(
  ctx: Context,
  by: Person,
  reader: Reader,
  number: number,
  verdict: Verdict,
): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (ctx, ticket, at) => {
    if (!can(by, "ticket.label", isOwn(by, ticket))) throw forbidden("Only those who answer may say this.");
    if (ticket.status !== "resolved") throw tooLate("It is open again. Say it when you resolve it.");
    await keepLabel(ctx, by, reader, ticket, verdict, at);
    return { kind: "labelled", data: { label: verdict.label, article: verdict.article?.slug ?? null } };
  });
}

async function keepLabel(ctx: Context, by: Person, reader: Reader, ticket: Ticket, verdict: Verdict, at: number) {
  const { label, article } = verdict;
  if ((label === "basic") !== (article !== null)) throw badRequest("Name the article that answers it.");
  await saveLabel(ctx.db, {
    ticket_id: ticket.id,
    label,
    article_id: article?.id ?? null,
    labelled_by: by.id,
    labelled_at: at,
  });
  if (article) await recordLink(ctx, reader, ticket, article.slug);
}

/** The label stays as it is until the next resolution says it anew. */
export async function reopenTicket(ctx: Context, by: Person, reader: Reader, number: number): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (ctx, ticket) => {
    if (!can(by, "ticket.reopen", isOwn(by, ticket))) throw forbidden("You may not open this again.");
    if (ticket.status !== "resolved") return null;
    await recordReopening(ctx, reader, ticket);
    return { kind: "reopened", data: {} };
  });
}
