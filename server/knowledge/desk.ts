import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound, Refusal } from "#server/platform/errors.ts";
import { findArticle } from "./articles.ts";
import type { Draft } from "./draft.ts";
import { draftOfArticle, findOpenDraft, type Typed } from "./drafting.ts";
import type { Desk } from "./edit-page.ts";
import { saveOf } from "./save-store.ts";
import { revisionOf } from "./store.ts";

/** A desk with the text to go on from. */
export type Laid = Desk & { typed: Typed };

/** What an editor of an article starts from: its draft where there is one, else what readers see. */
export async function layArticle(ctx: Context, by: Person, slug: string): Promise<Laid> {
  if (!can(by, "knowledge.write")) throw notFound("article");
  const article = await findArticle(ctx, by, slug);
  const draft = (await draftOfArticle(ctx, article.id)) ?? null;
  if (draft) return { article, draft, typed: typedOf(draft) };
  const revision = await revisionOf(ctx.db, article.id, article.revision);
  if (!revision) throw notFound("article");
  const { category } = article;
  return { article, draft, typed: { base: article.revision, save: 0, source: revision.source, category } };
}

export async function layDraft(ctx: Context, by: Person, id: number): Promise<Laid> {
  const draft = await findOpenDraft(ctx, by, id);
  return { article: await articleOf(ctx, by, draft), draft, typed: typedOf(draft) };
}

const typedOf = ({ baseRevision, save, source, category }: Draft): Typed => ({
  base: baseRevision,
  save,
  source,
  category,
});

/** One whose article was archived meanwhile stands alone. */
export const articleOf = (ctx: Context, by: Person, { slug }: Pick<Draft, "slug">) =>
  slug === null
    ? null
    : findArticle(ctx, by, slug).catch((error) => {
        if (error instanceof Refusal) return null;
        throw error;
      });

/** What somebody who saved too late began with: a text of the draft, or the article's when there was no draft yet. */
export async function baseOf(ctx: Context, draft: Draft, { save, base }: Typed): Promise<string> {
  if (save > 0) return (await saveOf(ctx.db, draft.id, save))?.source ?? "";
  return draft.articleId === null ? "" : ((await revisionOf(ctx.db, draft.articleId, base))?.source ?? "");
}
