import type { Reader } from "#server/journeys/journal.ts";
import type { ArticleCard } from "#server/knowledge/article.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, forbidden, tooLate } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";
import { recordReopening, recordResolution } from "./events.ts";
import { keepLabel } from "./labelling.ts";
import { tell } from "./mailing.ts";
import { askHowItWent } from "./rating.ts";
import { Overtaken } from "./replying.ts";
import { othersSince } from "./thread-store.ts";
import { canSeeNotes, isOwn, type Label, type Ticket } from "./ticket.ts";

/** What kind of question it was, by the code book. An article stands here when it answers the question. */
export type Verdict = { label: Label; article: Pick<ArticleCard, "id" | "slug"> | null };

/** Why a frozen label was wrong, and the place of the last message they saw: what came since is shown to them first. */
export type Resolving = { reason?: string | undefined; seen?: number | undefined };

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
  { reason = "", seen = Number.MAX_SAFE_INTEGER }: Resolving = {},
): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (ctx, ticket, at) => {
    if (!can(by, "ticket.resolve", isOwn(by, ticket))) throw forbidden("You may not resolve this.");
    if (verdict === null && !isOwn(by, ticket)) throw badRequest("Say first what kind of question it was.");
    if (verdict !== null && !can(by, "ticket.label", isOwn(by, ticket))) throw forbidden("You may not say this.");
    if (ticket.status === "resolved" && verdict === null) return null;
    if (ticket.status === "resolved") throw tooLate("It was resolved meanwhile. Look at it again.");
    if (await othersSince(ctx.db, ticket.id, canSeeNotes(by), seen, by.id)) throw new Overtaken();
    const corrected = verdict ? await keepLabel(ctx, by, reader, ticket, { ...verdict, reason }, at) : {};
    await tell(ctx, by, { id: ticket.requesterId }, ticket, "ticket.resolved", ticket.seq);
    await askHowItWent(ctx, ticket, at);
    await recordResolution(ctx, reader, ticket, verdict);
    const said = { label: verdict?.label ?? null, article: verdict?.article?.slug ?? null };
    return { kind: "resolved", data: { ...said, ...corrected } };
  });
}

/** Says it afterwards, or puts it right. Nothing else about the ticket changes, and its requester sees no trace. */
export async function labelTicket(
  ctx: Context,
  by: Person,
  reader: Reader,
  number: number,
  verdict: Verdict,
  reason = "",
): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (ctx, ticket, at) => {
    if (!can(by, "ticket.label", isOwn(by, ticket))) throw forbidden("Only those who answer may say this.");
    if (ticket.status !== "resolved") throw tooLate("It is open again. Say it when you resolve it.");
    const corrected = await keepLabel(ctx, by, reader, ticket, { ...verdict, reason }, at);
    return { kind: "labelled", data: { label: verdict.label, article: verdict.article?.slug ?? null, ...corrected } };
  });
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
