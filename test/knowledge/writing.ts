import assert from "node:assert/strict";
import { findArticle } from "#server/knowledge/articles.ts";
import { saveForArticle } from "#server/knowledge/drafting.ts";
import { publishDraft } from "#server/knowledge/publishing.ts";
import { submitDraft } from "#server/knowledge/reviewing.ts";
import { revisionOf } from "#server/knowledge/store.ts";
import type { House } from "#test/support/house.ts";

/** The text readers see now. */
export async function textOf({ ctx, cast }: House, slug: string) {
  const article = await findArticle(ctx, cast.dee, slug);
  const revision = await revisionOf(ctx.db, article.id, article.revision);
  assert.ok(revision);
  return { article, source: revision.source };
}

/** Bo writes, Cy approves: the next revision of an article, the way every one comes about. */
export async function revise(house: House, slug: string, change: (source: string) => string): Promise<number> {
  const { ctx, cast } = house;
  const { article, source } = await textOf(house, slug);
  const typed = { base: article.revision, save: 0, source: change(source), category: article.category };
  const saved = await saveForArticle(ctx, cast.bo, slug, typed);
  assert.equal(saved.kind, "saved");
  assert.ok(saved.kind === "saved");
  assert.deepEqual(await submitDraft(ctx, cast.bo, saved.id, saved.save), { ok: true });
  const published = await publishDraft(ctx, cast.cy, saved.id, saved.save);
  assert.ok(published.kind === "published", published.kind);
  return published.revision;
}
