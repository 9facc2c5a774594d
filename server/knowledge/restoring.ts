import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { isDuplicate } from "#server/platform/database/transaction.ts";
import { notFound, tooLate } from "#server/platform/errors.ts";
import { findArticle } from "./articles.ts";
import { beginDraft, draftOfArticle } from "./drafting.ts";
import { revisionOf } from "./store.ts";

/** An old text as a new draft: it goes the way every text goes, and what came after it stays in the history. */
export async function restoreRevision(ctx: Context, by: Person, slug: string, number: number): Promise<number> {
  const article = await findArticle(ctx, by, slug);
  const old = await revisionOf(ctx.db, article.id, number);
  if (!old) throw notFound("revision");
  if (await draftOfArticle(ctx, article.id)) throw beingWritten();
  const { id: articleId, category, revision: base } = article;
  return beginDraft(ctx, by, { articleId, category, base, source: old.source }).catch((error) => {
    throw isDuplicate(error) ? beingWritten() : error;
  });
}

const beingWritten = () => tooLate("A next revision is being written already. Publish or drop its draft first.");
