import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction, isDuplicate } from "#server/platform/database/transaction.ts";
import { notFound, Refusal, tooLate } from "#server/platform/errors.ts";
import { findArticle } from "./articles.ts";
import { holdForDraft } from "./attachments.ts";
import { type Draft, tidy, titleIn } from "./draft.ts";
import * as store from "./draft-store.ts";
import { sameAside } from "./save-store.ts";
import { categoryBySlug } from "./shelf-store.ts";
import { revisionOf } from "./store.ts";

/** A draft one may not see looks exactly like one that is not there. */
export async function findDraft(ctx: Context, by: Person | null, id: number): Promise<Draft> {
  const draft = can(by, "knowledge.write") && Number.isSafeInteger(id) ? await store.draftById(ctx.db, id) : undefined;
  if (!draft) throw notFound("draft");
  return draft;
}

/** One that can still be changed. */
export async function findOpenDraft(ctx: Context, by: Person | null, id: number): Promise<Draft> {
  const draft = await findDraft(ctx, by, id);
  if (draft.closedAt !== null)
    throw tooLate(`This draft was ${draft.outcome} meanwhile. What you typed can be saved as a new one.`);
  return draft;
}

export const draftOfArticle = (ctx: Context, articleId: number): Promise<Draft | undefined> =>
  store.openDraftOf(ctx.db, articleId);

type Beginning = { articleId: number | null; category: string; base: number; source: string };

/** A new draft with its first text. There is one at a time for each article. */
export function beginDraft(
  ctx: Context,
  by: Person,
  { articleId, category, base, source }: Beginning,
): Promise<number> {
  if (!can(by, "knowledge.write")) throw notFound("draft");
  return inTransaction(ctx, async (ctx) => {
    if (!(await categoryBySlug(ctx.db, category))) throw new Refusal(422, "Choose a category.");
    const now = ctx.clock.now();
    const text = tidy(source);
    const { id } = await store.addDraft(ctx.db, {
      article_id: articleId,
      category,
      title: titleIn(text),
      base_revision: base,
      save: 1,
      saves: 1,
      created_by: by.id,
      created_at: now,
      updated_at: now,
      ...{ submitted_by: null, submitted_at: null, returned_by: null, returned_at: null },
      ...{ note: "", closed_at: null, outcome: null },
    });
    await store.addSave(ctx.db, {
      ...{ draft_id: id, number: 1, base: 0, source: text },
      ...{ author_id: by.id, saved_at: now, set_aside_at: null },
    });
    await holdForDraft(ctx, by, id, text);
    const data = articleId === null ? {} : { article: articleId, revision: base };
    await recordDeed(ctx, { by: byPerson(by), action: "began a draft", object: `draft ${id}`, data });
    return id;
  });
}

export type Typed = {
  /** The published revision and the saved text this one was made from; 0 where there was none. */
  base: number;
  save: number;
  source: string;
  category: string;
};

export type SavedDraft =
  | { kind: "saved"; id: number; save: number; isNew: boolean }
  /** Somebody saved in between. What was typed is kept beside, under this number. */
  | { kind: "stale"; draft: Draft; aside: number };

/** Saves what was typed over an article: as the first text of its draft, or of the one that is open already. */
export async function saveForArticle(ctx: Context, by: Person, slug: string, typed: Typed): Promise<SavedDraft> {
  const article = await findArticle(ctx, by, slug);
  const published = await revisionOf(ctx.db, article.id, Math.min(typed.base, article.revision));
  if (!published) throw notFound("article");
  const open = await draftOfArticle(ctx, article.id);
  if (open) return saveDraft(ctx, by, open.id, typed);
  if (tidy(typed.source) === tidy(published.source) && typed.category === article.category)
    return { kind: "saved", id: 0, save: 0, isNew: false };
  try {
    const beginning = { articleId: article.id, category: typed.category, base: typed.base, source: typed.source };
    return { kind: "saved", id: await beginDraft(ctx, by, beginning), save: 1, isNew: true };
  } catch (error) {
    const first = isDuplicate(error) ? await draftOfArticle(ctx, article.id) : undefined;
    if (!first) throw error;
    return saveDraft(ctx, by, first.id, typed);
  }
}

/** Saves the next text of a draft. One made from an older text is kept beside it, and both are shown. */
export async function saveDraft(ctx: Context, by: Person, id: number, typed: Typed): Promise<SavedDraft> {
  const source = tidy(typed.source);
  return inTransaction(ctx, async (ctx) => {
    const draft = await findOpenDraft(ctx, by, id);
    if (!(await categoryBySlug(ctx.db, typed.category))) throw new Refusal(422, "Choose a category.");
    const base = Math.max(draft.baseRevision, Math.min(typed.base, draft.published ?? 0));
    const isSame = source === draft.source && typed.category === draft.category;
    if (isSame && base === draft.baseRevision) return { kind: "saved" as const, id, save: draft.save, isNew: false };
    const now = ctx.clock.now();
    const row = { draft_id: id, base: typed.save, source, author_id: by.id, saved_at: now };
    const moved = await store.moveDraft(
      ctx.db,
      { id, save: typed.save },
      {
        title: titleIn(source),
        category: typed.category,
        base_revision: base,
        updated_at: now,
      },
    );
    const known = moved ? undefined : await sameAside(ctx.db, id, by.id, source);
    if (known) return { kind: "stale" as const, draft: await findOpenDraft(ctx, by, id), aside: known.number };
    const number = (moved ?? (await store.countSave(ctx.db, id)))?.number ?? 0;
    await store.addSave(ctx.db, { ...row, number, set_aside_at: moved ? null : now });
    await holdForDraft(ctx, by, id, source);
    const action = moved ? "saved a draft" : "saved beside a draft";
    await recordDeed(ctx, { by: byPerson(by), action, object: `draft ${id}`, data: { save: number } });
    if (moved) return { kind: "saved" as const, id, save: number, isNew: true };
    return { kind: "stale" as const, draft: await findOpenDraft(ctx, by, id), aside: number };
  });
}

/** Ends a draft without publishing it. Its texts are kept. */
export async function dropDraft(ctx: Context, by: Person, id: number, save: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await findOpenDraft(ctx, by, id);
    const change = { closed_at: ctx.clock.now(), outcome: "dropped" as const };
    if (!(await store.changeDraft(ctx.db, { id, save }, change))) throw changedMeanwhile();
    await recordDeed(ctx, { by: byPerson(by), action: "dropped a draft", object: `draft ${id}` });
  });
}

export const changedMeanwhile = () => tooLate("Someone changed this draft since you looked at it. Look at it again.");
