import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import type { Drawing } from "./drawing.ts";
import type { Step } from "./plan.ts";
import { drawnColumns } from "./rows.ts";
import { countShelves } from "./shelf-store.ts";
import { nextVersion } from "./version.ts";
import * as store from "./writing-store.ts";

/** A step with its article drawn: nothing but queries happens inside a transaction. */
export type Prepared = { step: Step; drawing: Drawing | null };

/** Carries out some steps together and says which really happened: an edit in between wins over its step. */
export async function applySteps(ctx: Context, batch: Prepared[]): Promise<Step[]> {
  if (batch.length === 0) return [];
  return inTransaction(ctx, async (ctx) => {
    const version = await nextVersion(ctx);
    const done = await addNew(ctx, batch, version);
    for (const one of batch) if (await applyStep(ctx, one, version)) done.push(one.step);
    await countShelves(ctx.db);
    return done;
  });
}

async function addNew(ctx: Context, batch: Prepared[], version: number): Promise<Step[]> {
  const fresh = batch.flatMap(({ step, drawing }) => (step.kind === "add" && drawing ? [{ step, drawing }] : []));
  if (fresh.length === 0) return [];
  const now = ctx.clock.now();
  const added = await store.addArticles(
    ctx.db,
    fresh.map(({ step: { file }, drawing }) => ({
      ...drawnColumns(drawing),
      slug: file.slug,
      category: file.category,
      revision: 1,
      source_hash: file.hash,
      file_hash: file.hash,
      edited_at: null,
      published_at: now,
      updated_at: now,
      archived_at: null,
      version,
    })),
  );
  const ids = new Map(added.map(({ id, slug }) => [slug, id]));
  const arrived = fresh.flatMap(({ step }) => ({ step, id: ids.get(step.file.slug) ?? 0 })).filter(({ id }) => id > 0);
  const revisions = arrived.map(({ step, id }) => ({
    article_id: id,
    number: 1,
    source: step.file.source,
    ...fromFile(now),
  }));
  if (revisions.length > 0) await store.addRevisions(ctx.db, revisions);
  return arrived.map(({ step }) => step);
}

const fromFile = (now: number) => ({ author_id: null, origin: "file" as const, created_at: now });

async function applyStep(ctx: Context, { step, drawing }: Prepared, version: number): Promise<boolean> {
  const { db } = ctx;
  const now = ctx.clock.now();
  switch (step.kind) {
    case "add":
      return false;
    case "update":
      return drawing !== null && takeFile(ctx, step.known, { ...step.file, drawing }, version);
    case "revive":
      return store.changeArticle(db, step.known, { archived_at: null, version });
    case "archive":
      return store.changeArticle(db, step.known, { archived_at: now, version });
    case "agree":
      await store.dropConflict(db, step.known.id);
      return store.changeArticle(db, step.known, {
        file_hash: step.file.hash,
        edited_at: null,
        archived_at: null,
        version,
      });
    case "settle":
      await store.dropConflict(db, step.known.id);
      return true;
    case "conflict": {
      const { source = null, category = null, hash = null } = step.file ?? {};
      await store.putConflict(db, { article_id: step.known.id, source, category, file_hash: hash, found_at: now });
      return true;
    }
  }
}

type DrawnFile = { category: string; source: string; hash: string; drawing: Drawing };

/** The file's text becomes the article's next revision, unless somebody made one meanwhile. */
export async function takeFile(
  ctx: Context,
  known: { id: number; revision: number },
  { category, source, hash, drawing }: DrawnFile,
  version: number,
): Promise<boolean> {
  const now = ctx.clock.now();
  const number = known.revision + 1;
  const isStillSame = await store.changeArticle(ctx.db, known, {
    ...drawnColumns(drawing),
    category,
    revision: number,
    source_hash: hash,
    file_hash: hash,
    edited_at: null,
    updated_at: now,
    archived_at: null,
    version,
  });
  if (!isStillSame) return false;
  await store.addRevisions(ctx.db, [{ article_id: known.id, number, source, ...fromFile(now) }]);
  await store.dropConflict(ctx.db, known.id);
  return true;
}
