import type { Database } from "#server/platform/database/database.ts";
import { type Facts, pathOf } from "./article.ts";
import { addErrors, replaceErrors } from "./error-store.ts";
import { errorsIn } from "./errors-said.ts";
import { addLinks, replaceLinks } from "./link-store.ts";
import { slugsIn } from "./links.ts";
import { keepAnchors } from "./old-anchors.ts";
import type { ArticleTable, ConflictTable } from "./store.ts";
import { addVersions, replaceVersions } from "./version-store.ts";

export type Known = {
  id: number;
  slug: string;
  category: string;
  revision: number;
  sourceHash: string;
  fileHash: string | null;
  editedAt: number | null;
  archivedAt: number | null;
  drawnWith: number;
  /** The article has a conflict; null as its hash means that the file is gone. */
  conflict: { hash: string | null } | null;
};

const KNOWN = [
  "article.id",
  "article.slug",
  "article.category",
  "article.revision",
  "article.source_hash as sourceHash",
  "article.file_hash as fileHash",
  "article.edited_at as editedAt",
  "article.archived_at as archivedAt",
  "article.drawn_with as drawnWith",
  "article_conflict.found_at as conflictAt",
  "article_conflict.file_hash as conflictHash",
] as const;

const known = (db: Database) =>
  db.selectFrom("article").leftJoin("article_conflict", "article_conflict.article_id", "article.id").select(KNOWN);

type KnownRow = Awaited<ReturnType<ReturnType<typeof known>["execute"]>>[number];

const toKnown = ({ conflictAt, conflictHash, ...row }: KnownRow): Known => ({
  ...row,
  conflict: conflictAt === null ? null : { hash: conflictHash },
});

export const knownArticles = async (db: Database): Promise<Known[]> => (await known(db).execute()).map(toKnown);

/** By the address it has, or one it had. */
export async function knownArticle(db: Database, slug: string): Promise<Known | undefined> {
  const row =
    (await known(db).where("article.slug", "=", slug).executeTakeFirst()) ??
    (await known(db)
      .innerJoin("old_address", "old_address.article_id", "article.id")
      .where("old_address.path", "=", pathOf(slug))
      .executeTakeFirst());
  return row && toKnown(row);
}

export type NewArticle = Omit<ArticleTable, "id" | "old_anchors">;

/** Answers with those that were really added: a slug that came in between stays as it is. */
export async function addArticles(db: Database, articles: NewArticle[]): Promise<{ id: number; slug: string }[]> {
  const added = await db
    .insertInto("article")
    .values(articles.map((article) => ({ ...article, old_anchors: "{}" })))
    .onConflict((one) => one.column("slug").doNothing())
    .returning(["id", "slug"])
    .execute();
  const bySlug = new Map(articles.map((article) => [article.slug, article]));
  await addLinks(
    db,
    added.map(({ id, slug }) => ({ articleId: id, slugs: slugsOf(bySlug.get(slug)) })),
  );
  await addVersions(
    db,
    added.map(({ id, slug }) => ({ articleId: id, versions: factsOf(bySlug.get(slug)).appliesTo ?? [] })),
  );
  await addErrors(
    db,
    added.map(({ id, slug }) => ({ articleId: id, errors: errorsOf(bySlug.get(slug)) })),
  );
  return added;
}

const slugsOf = (drawn: Partial<NewArticle> = {}) => slugsIn(drawn.html ?? "", factsOf(drawn).related ?? []);

const errorsOf = (drawn: Partial<NewArticle> = {}) => errorsIn(drawn.html ?? "", factsOf(drawn).errors ?? []);

const factsOf = ({ facts = "{}" }: Partial<NewArticle> = {}): Partial<Facts> => JSON.parse(facts);

/** Changes an article only if it is still what the change was made for. */
export async function changeArticle(
  db: Database,
  { id, revision }: { id: number; revision: number },
  change: Partial<NewArticle>,
): Promise<boolean> {
  const kept = change.outline === undefined ? {} : await anchorsKept(db, id, change.outline);
  const { numUpdatedRows } = await db
    .updateTable("article")
    .set({ ...change, ...kept })
    .where("id", "=", id)
    .where("revision", "=", revision)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  if (change.html !== undefined) await replaceLinks(db, id, slugsOf(change));
  if (change.html !== undefined) await replaceErrors(db, { articleId: id, errors: errorsOf(change) });
  if (change.facts !== undefined)
    await replaceVersions(db, { articleId: id, versions: factsOf(change).appliesTo ?? [] });
  return true;
}

/** Whatever changes an article's headings, the names they had go on leading to them. */
async function anchorsKept(db: Database, id: number, outline: string): Promise<Pick<ArticleTable, "old_anchors">> {
  const row = await db
    .selectFrom("article")
    .select(["outline", "old_anchors"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const kept = keepAnchors(JSON.parse(row.old_anchors), JSON.parse(row.outline), JSON.parse(outline));
  return { old_anchors: JSON.stringify(kept) };
}

type Revision = {
  article_id: number;
  number: number;
  source: string;
  author_id: number | null;
  origin: "file" | "portal";
  created_at: number;
  approved_by?: number;
};

export const addRevisions = (db: Database, revisions: Revision[]) =>
  db.insertInto("article_revision").values(revisions).execute();

export const putConflict = (db: Database, { article_id, ...conflict }: ConflictTable) =>
  db
    .insertInto("article_conflict")
    .values({ article_id, ...conflict })
    .onConflict((one) => one.column("article_id").doUpdateSet(conflict))
    .execute();

export const dropConflict = (db: Database, articleId: number) =>
  db.deleteFrom("article_conflict").where("article_id", "=", articleId).execute();

export const conflicts = (db: Database, limit: number) =>
  db
    .selectFrom("article_conflict")
    .innerJoin("article", "article.id", "article_conflict.article_id")
    .innerJoin("article_revision", (join) =>
      join
        .onRef("article_revision.article_id", "=", "article.id")
        .onRef("article_revision.number", "=", "article.revision"),
    )
    .select([
      "article.slug",
      "article.title",
      "article.category",
      "article.revision",
      "article.edited_at as editedAt",
      "article_conflict.source as fileSource",
      "article_conflict.file_hash as fileHash",
      "article_conflict.found_at as foundAt",
      "article_revision.source as ourSource",
    ])
    .orderBy("article_conflict.found_at")
    .orderBy("article.id")
    .limit(limit)
    .execute();

export const conflictOf = (db: Database, articleId: number) =>
  db.selectFrom("article_conflict").selectAll().where("article_id", "=", articleId).executeTakeFirst();

export const problems = (db: Database) =>
  db.selectFrom("knowledge_problem").selectAll().orderBy("file").limit(500).execute();

export async function replaceProblems(
  db: Database,
  found: { file: string; reason: string; found_at: number }[],
): Promise<void> {
  await db.deleteFrom("knowledge_problem").execute();
  if (found.length > 0) await db.insertInto("knowledge_problem").values(found).execute();
}

export async function troubleCounts(db: Database): Promise<{ conflicts: number; problems: number }> {
  const count = (table: "article_conflict" | "knowledge_problem") =>
    db
      .selectFrom(table)
      .select((take) => take.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
  return {
    conflicts: Number((await count("article_conflict")).count),
    problems: Number((await count("knowledge_problem")).count),
  };
}
