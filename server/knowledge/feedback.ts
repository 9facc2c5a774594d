import type { Reader } from "#server/journeys/journal.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, notFound } from "#server/platform/errors.ts";
import { findArticle } from "./articles.ts";
import { recordVote } from "./events.ts";
import { revisionOf } from "./store.ts";
import type { Helpful, Reason } from "./vote.ts";
import { saveVote, voteOf } from "./vote-store.ts";

export type Feedback = { revision: number; helpful: Helpful; reason: Reason | null; comment: string | null };

/** What somebody says of the revision they read: one answer each, which they may change. */
export async function giveFeedback(
  ctx: Context,
  by: Person,
  reader: Reader,
  slug: string,
  given: Feedback,
): Promise<void> {
  if (!can(by, "knowledge.feedback")) throw forbidden("Sign in first.");
  await inTransaction(ctx, async (ctx) => {
    const article = await findArticle(ctx, by, slug);
    const { revision, helpful } = given;
    if (!(await revisionOf(ctx.db, article.id, revision))) throw notFound("article");
    const before = await voteOf(ctx.db, article.id, revision, by.id);
    // Reasons belong to what did not work.
    const why = helpful === "yes" ? { reason: null, comment: null } : { reason: given.reason, comment: given.comment };
    await saveVote(ctx.db, {
      article_id: article.id,
      revision,
      person_id: by.id,
      helpful,
      ...why,
      voted_at: ctx.clock.now(),
    });
    const isNews = before?.helpful !== helpful || (why.reason !== null && before.reason !== why.reason);
    if (isNews) await recordVote(ctx, reader, { article: slug, revision, helpful, reason: why.reason });
  });
}
