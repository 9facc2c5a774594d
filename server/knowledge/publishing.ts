import { byPerson, recordDeed } from "#server/audit/trail.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { tooLate } from "#server/platform/errors.ts";
import { holdForArticle } from "./attachments.ts";
import { ownIfNobodys } from "./care-store.ts";
import { canPublish, type Draft } from "./draft.ts";
import { changeDraft } from "./draft-store.ts";
import { changedMeanwhile, findOpenDraft } from "./drafting.ts";
import { type Drawing, drawArticle, hashOf } from "./drawing.ts";
import { freeSlug } from "./free-slug.ts";
import { keepInStep } from "./library.ts";
import { approverWanted, needsAnother } from "./reviewing.ts";
import { drawnColumns } from "./rows.ts";
import { countShelves } from "./shelf-store.ts";
import { keepTestsWith } from "./trial-store.ts";
import { nextVersion } from "./version.ts";
import * as store from "./writing-store.ts";

export type Published =
  | { kind: "published"; articleId: number; slug: string; revision: number }
  | { kind: "wrong"; problems: string[] }
  /** The article got another revision since this draft was made from it: the three texts have to be looked at. */
  | { kind: "stale"; draft: Draft };

/** Makes a draft what readers see. `save` is the text the approver has read, and no other is published. */
export async function publishDraft(ctx: Context, by: Person, id: number, save: number): Promise<Published> {
  const draft = await findOpenDraft(ctx, by, id);
  if (!canPublish(by, draft, await approverWanted(ctx))) throw needsAnother();
  if (draft.save !== save) throw changedMeanwhile();
  const drawn = drawArticle(draft.source);
  if (!drawn.ok) return { kind: "wrong", problems: drawn.problems };
  const done = await inTransaction(ctx, (ctx) => bringOut(ctx, by, draft, drawn.drawing));
  if (!done) return { kind: "stale", draft: await findOpenDraft(ctx, by, id) };
  await keepInStep(ctx);
  return { kind: "published", ...done };
}

type Place = { articleId: number; slug: string; revision: number };

async function bringOut(ctx: Context, by: Person, draft: Draft, drawing: Drawing): Promise<Place | null> {
  const version = await nextVersion(ctx);
  const place = draft.articleId === null ? await addNew(ctx, draft, drawing, version) : null;
  const done = place ?? (await addNext(ctx, draft, drawing, version));
  if (!done) return null;
  const closing = { closed_at: ctx.clock.now(), outcome: "published" as const, article_id: done.articleId };
  if (!(await changeDraft(ctx.db, { id: draft.id, save: draft.save }, closing))) throw changedMeanwhile();
  await store.addRevisions(ctx.db, [
    {
      ...{ article_id: done.articleId, number: done.revision, source: draft.source, origin: "portal" },
      ...{ author_id: draft.authorId, approved_by: by.id, created_at: ctx.clock.now() },
    },
  ]);
  await countShelves(ctx.db);
  await ownIfNobodys(ctx.db, done.articleId, draft.authorId);
  await keepTestsWith(ctx.db, draft.id, done);
  await holdForArticle(ctx, done.articleId, draft.source);
  const data = { revision: done.revision, draft: draft.id };
  await recordDeed(ctx, { by: byPerson(by), action: "published article", object: `article ${done.slug}`, data });
  return done;
}

/** Null when somebody brought out another revision meanwhile. */
async function addNext(ctx: Context, draft: Draft, drawing: Drawing, version: number): Promise<Place | null> {
  const known = draft.slug === null ? undefined : await store.knownArticle(ctx.db, draft.slug);
  if (!known) throw tooLate("The article is not there any more.");
  const now = ctx.clock.now();
  const hash = hashOf(draft.category, draft.source);
  const revision = draft.baseRevision + 1;
  const isStillBase = await store.changeArticle(
    ctx.db,
    { id: known.id, revision: draft.baseRevision },
    {
      ...drawnColumns(drawing),
      category: draft.category,
      revision,
      source_hash: hash,
      edited_at: hash === known.fileHash ? null : now,
      updated_at: now,
      archived_at: null,
      version,
    },
  );
  return isStillBase ? { articleId: known.id, slug: known.slug, revision } : null;
}

async function addNew(ctx: Context, draft: Draft, drawing: Drawing, version: number): Promise<Place> {
  const now = ctx.clock.now();
  const slug = await freeSlug(ctx, drawing.document.title);
  const [added] = await store.addArticles(ctx.db, [
    {
      ...drawnColumns(drawing),
      ...{ slug, category: draft.category, revision: 1, source_hash: hashOf(draft.category, draft.source) },
      // No file stands behind it: it is never archived for lack of one.
      ...{ file_hash: null, edited_at: null, archived_at: null },
      ...{ published_at: now, updated_at: now, version },
    },
  ]);
  if (!added) throw changedMeanwhile();
  return { articleId: added.id, slug, revision: 1 };
}
