import { type Actor, recordDeed } from "#server/audit/trail.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { type Drawing, drawArticle } from "./drawing.ts";
import { type FoundFile, type Problem, readFolder, type Shelf } from "./files.ts";
import { keepRedirects, readRedirects } from "./redirects.ts";
import { drawnColumns } from "./rows.ts";
import { countShelves } from "./shelf-store.ts";
import { addShelves, hadSource } from "./transfer-store.ts";
import { nextVersion } from "./version.ts";
import * as store from "./writing-store.ts";

const BATCH = 100;

export type TakenIn = {
  added: number;
  updated: number;
  unchanged: number;
  /** Files that say what the portal said before somebody changed it: the newer text stays. */
  older: string[];
  problems: Problem[];
};

type Drawn = { file: FoundFile; drawing: Drawing };
type Outcome = "added" | "updated" | "unchanged" | "older";

/**
 * Takes articles from any folder into the portal. They become the portal's own, as if somebody had written them here:
 * what the folder lacks stays, and the next start leaves them alone.
 */
export async function takeInFolder(
  ctx: Context,
  by: Actor,
  folder: string,
  progressOf: (whole: number) => (done: number) => void = () => () => {},
): Promise<TakenIn> {
  const { files, shelves, problems, hasShelves } = readListed(folder);
  if (files.length === 0 && problems.length === 0) problems.push({ file: folder, reason: "It holds no article." });
  const { redirects, problems: unread } = readRedirects(folder);
  const taken = await takeInFiles(
    ctx,
    { files, shelves: hasShelves ? shelves : unplaced(shelves) },
    progressOf(files.length),
  );
  problems.push(...unread, ...(await keepRedirects(ctx, redirects)));
  const { added, updated } = taken;
  if (added + updated > 0)
    await inTransaction(ctx, (ctx) =>
      recordDeed(ctx, { by, action: "took in articles", object: "knowledge", data: { added, updated } }),
    );
  return { ...taken, problems: [...problems, ...taken.problems] };
}

/** A folder may do without a list of categories; then they are named after its folders. */
function readListed(folder: string) {
  const read = readFolder(folder);
  const problems = read.problems.filter(({ file }) => file !== "categories.yaml");
  return { ...read, problems, hasShelves: problems.length === read.problems.length };
}

const unplaced = (shelves: Shelf[]) => shelves.map((shelf) => ({ ...shelf, position: 1000 + shelf.position }));

export async function takeInFiles(
  ctx: Context,
  { files, shelves }: { files: readonly FoundFile[]; shelves: readonly Shelf[] },
  done: (count: number) => void = () => {},
): Promise<TakenIn> {
  const taken: TakenIn = { added: 0, updated: 0, unchanged: 0, older: [], problems: [] };
  await inTransaction(ctx, (ctx) => addShelves(ctx.db, shelves));
  for (let from = 0; from < files.length; from += BATCH) {
    const drawn = files.slice(from, from + BATCH).flatMap((file) => draw(file, taken.problems));
    const outcomes = await takeInSome(ctx, drawn);
    for (const [place, outcome] of outcomes.entries())
      if (outcome === "older") taken.older.push(drawn[place]?.file.name ?? "");
      else taken[outcome] += 1;
    done(from + drawn.length);
  }
  return taken;
}

function draw(file: FoundFile, problems: Problem[]): Drawn[] {
  const drawn = drawArticle(file.source);
  if (drawn.ok) return [{ file, drawing: drawn.drawing }];
  problems.push({ file: file.name, reason: drawn.problems.join(" ") });
  return [];
}

async function takeInSome(ctx: Context, articles: Drawn[]): Promise<Outcome[]> {
  return inTransaction(ctx, async (ctx) => {
    const version = await nextVersion(ctx);
    const outcomes: Outcome[] = [];
    for (const one of articles) outcomes.push(await takeInOne(ctx, one, version));
    if (outcomes.some((outcome) => outcome === "added" || outcome === "updated")) await countShelves(ctx.db);
    return outcomes;
  });
}

async function takeInOne(ctx: Context, { file, drawing }: Drawn, version: number): Promise<Outcome> {
  const known = await store.knownArticle(ctx.db, file.slug);
  if (!known) return addOne(ctx, { file, drawing }, version);
  const isSame = known.sourceHash === file.hash;
  if (isSame && known.archivedAt === null) return "unchanged";
  if (!isSame && known.category === file.category && (await hadSource(ctx.db, known.id, file.source))) return "older";
  const now = ctx.clock.now();
  const number = known.revision + 1;
  await store.changeArticle(ctx.db, known, {
    ...drawnColumns(drawing),
    category: file.category,
    revision: number,
    source_hash: file.hash,
    edited_at: file.hash === known.fileHash ? null : now,
    updated_at: now,
    archived_at: null,
    version,
  });
  await store.addRevisions(ctx.db, [revision(known.id, number, file, now)]);
  return "updated";
}

async function addOne(ctx: Context, { file, drawing }: Drawn, version: number): Promise<Outcome> {
  const now = ctx.clock.now();
  const [added] = await store.addArticles(ctx.db, [
    {
      ...drawnColumns(drawing),
      slug: file.slug,
      category: file.category,
      revision: 1,
      source_hash: file.hash,
      // No file the portal starts with: it is never archived for lack of one.
      file_hash: null,
      edited_at: null,
      published_at: now,
      updated_at: now,
      archived_at: null,
      version,
    },
  ]);
  if (!added) return "unchanged";
  await store.addRevisions(ctx.db, [revision(added.id, 1, file, now)]);
  return "added";
}

const revision = (article_id: number, number: number, { source }: FoundFile, created_at: number) => ({
  article_id,
  number,
  source,
  author_id: null,
  origin: "file" as const,
  created_at,
});
