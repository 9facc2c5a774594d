import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound, Refusal, tooLate } from "#server/platform/errors.ts";
import { takeFile } from "./applying.ts";
import { drawArticle } from "./drawing.ts";
import { keepInStep } from "./library.ts";
import { countShelves } from "./shelf-store.ts";
import { nextVersion } from "./version.ts";
import * as store from "./writing-store.ts";

export const CHOICES = ["file", "portal"] as const;
export type Choice = (typeof CHOICES)[number];

/** What the admin had before their eyes when they chose. */
export type Seen = { revision: number; fileHash: string | null };

/** Ends a conflict between an article edited here and its file. A choice made on an older view is refused. */
export async function settleConflict(
  ctx: Context,
  by: Person,
  slug: string,
  choice: Choice,
  seen: Seen,
): Promise<void> {
  if (!can(by, "knowledge.manage")) throw notFound("article");
  const drawn = choice === "file" ? await drawnFile(ctx, slug) : null;
  await inTransaction(ctx, async (ctx) => {
    const version = await nextVersion(ctx);
    const { known, conflict } = await findConflict(ctx, slug);
    if (conflict.file_hash !== seen.fileHash || known.revision !== seen.revision) throw meanwhile();
    if (drawn) await takeFile(ctx, known, drawn, version);
    else await store.changeArticle(ctx.db, known, withoutFile(choice, conflict.file_hash, ctx.clock.now(), version));
    await store.dropConflict(ctx.db, known.id);
    await countShelves(ctx.db);
    const action = choice === "file" ? "took the file" : "kept the edited text";
    await recordDeed(ctx, { by: byPerson(by), action, object: `article ${slug}` });
  });
  await keepInStep(ctx);
}

/** The edited text stays and the file counts as seen; or, where the file is gone, the article goes too. */
const withoutFile = (choice: Choice, fileHash: string | null, now: number, version: number) =>
  choice === "portal" ? { file_hash: fileHash, version } : { archived_at: now, version };

async function drawnFile(ctx: Context, slug: string) {
  const { known, conflict } = await findConflict(ctx, slug);
  if (conflict.source === null || conflict.file_hash === null) return null;
  const drawn = drawArticle(conflict.source);
  if (!drawn.ok) throw new Refusal(422, `The file cannot be taken: ${drawn.problems.join(" ")}`);
  const category = conflict.category ?? known.category;
  return { category, source: conflict.source, hash: conflict.file_hash, drawing: drawn.drawing };
}

async function findConflict(ctx: Context, slug: string) {
  const known = await store.knownArticle(ctx.db, slug);
  const conflict = known && (await store.conflictOf(ctx.db, known.id));
  if (!conflict) throw meanwhile();
  return { known, conflict };
}

const meanwhile = () => tooLate("Someone has chosen already, or the texts changed meanwhile. Look at the list again.");
