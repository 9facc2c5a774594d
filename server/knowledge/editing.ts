import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound } from "#server/platform/errors.ts";
import type { Article } from "./article.ts";
import { findArticle } from "./articles.ts";
import { type Drawing, drawArticle, hashOf } from "./drawing.ts";
import { keepInStep } from "./library.ts";
import { drawnColumns } from "./rows.ts";
import { countShelves } from "./shelf-store.ts";
import { revisionOf } from "./store.ts";
import { nextVersion } from "./version.ts";
import * as store from "./writing-store.ts";

export type Source = { article: Article; source: string; author: string | null; createdAt: number };

/** The text an editor starts from. */
export async function sourceOf(ctx: Context, by: Person, slug: string): Promise<Source> {
  if (!can(by, "knowledge.write")) throw notFound("article");
  const article = await findArticle(ctx, by, slug);
  const revision = await revisionOf(ctx.db, article.id, article.revision);
  if (!revision) throw notFound("article");
  return { article, source: revision.source, author: revision.author, createdAt: revision.createdAt };
}

export type Saved =
  | { kind: "saved"; isNew: boolean }
  | { kind: "wrong"; problems: string[] }
  /** Somebody saved in between: both texts have to be looked at. */
  | { kind: "stale"; newest: Source };

/** Saves a new revision made from revision `base`; nothing is overwritten that the editor has not seen. */
export async function saveArticle(
  ctx: Context,
  by: Person,
  slug: string,
  typed: { base: number; source: string },
): Promise<Saved> {
  const current = await sourceOf(ctx, by, slug);
  const source = `${typed.source.replaceAll("\r\n", "\n").trimEnd()}\n`;
  const drawn = drawArticle(source);
  if (!drawn.ok) return { kind: "wrong", problems: drawn.problems };
  if (source.trimEnd() === current.source.trimEnd()) return { kind: "saved", isNew: false };
  const isSaved = await addRevision(ctx, by, current.article, { ...drawn, source, base: typed.base });
  if (!isSaved) return { kind: "stale", newest: await sourceOf(ctx, by, slug) };
  await keepInStep(ctx);
  return { kind: "saved", isNew: true };
}

type NewRevision = { drawing: Drawing; source: string; base: number };

function addRevision(
  ctx: Context,
  by: Person,
  article: Article,
  { drawing, source, base }: NewRevision,
): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    const version = await nextVersion(ctx);
    const known = await store.knownArticle(ctx.db, article.slug);
    const hash = hashOf(article.category, source);
    const now = ctx.clock.now();
    const number = base + 1;
    const isStillBase = await store.changeArticle(
      ctx.db,
      { id: article.id, revision: base },
      {
        ...drawnColumns(drawing),
        revision: number,
        source_hash: hash,
        edited_at: hash === known?.fileHash ? null : now,
        updated_at: now,
        version,
      },
    );
    if (!isStillBase) return false;
    const author = { author_id: by.id, origin: "portal" as const, created_at: now };
    await store.addRevisions(ctx.db, [{ article_id: article.id, number, source, ...author }]);
    await countShelves(ctx.db);
    await recordDeed(ctx, {
      by: byPerson(by),
      action: "edited article",
      object: `article ${article.slug}`,
      data: { revision: number },
    });
    return true;
  });
}
