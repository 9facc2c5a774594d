import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import type { Draft } from "./draft.ts";

type DraftTable = {
  id: Id;
  article_id: number | null;
  category: string;
  title: string;
  base_revision: number;
  save: number;
  saves: number;
  created_by: number;
  created_at: number;
  updated_at: number;
  submitted_by: number | null;
  submitted_at: number | null;
  returned_by: number | null;
  returned_at: number | null;
  note: string;
  closed_at: number | null;
  outcome: "published" | "dropped" | null;
};
type SaveTable = {
  draft_id: number;
  number: number;
  base: number;
  source: string;
  author_id: number;
  saved_at: number;
  set_aside_at: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    draft: DraftTable;
    draft_save: SaveTable;
  }
}

const drafts = (db: Database) =>
  db
    .selectFrom("draft")
    .innerJoin("draft_save", (join) =>
      join.onRef("draft_save.draft_id", "=", "draft.id").onRef("draft_save.number", "=", "draft.save"),
    )
    .innerJoin("person as author", "author.id", "draft_save.author_id")
    .leftJoin("person as submitter", "submitter.id", "draft.submitted_by")
    .leftJoin("person as returner", "returner.id", "draft.returned_by")
    .leftJoin("article", "article.id", "draft.article_id")
    .select([
      "draft.id",
      "draft.article_id as articleId",
      "article.slug",
      "draft.category",
      "draft.title",
      "draft.base_revision as baseRevision",
      "article.revision as published",
      "draft.save",
      "draft.saves",
      "draft_save.author_id as authorId",
      "author.name as author",
      "draft.created_at as createdAt",
      "draft.updated_at as updatedAt",
      "draft.submitted_by as submittedBy",
      "submitter.name as submitter",
      "draft.submitted_at as submittedAt",
      "returner.name as returner",
      "draft.returned_at as returnedAt",
      "draft.note",
      "draft.closed_at as closedAt",
      "draft.outcome",
    ]);

export const draftById = (db: Database, id: number): Promise<Draft | undefined> =>
  drafts(db).select("draft_save.source").where("draft.id", "=", id).executeTakeFirst();

export const openDraftOf = (db: Database, articleId: number): Promise<Draft | undefined> =>
  drafts(db)
    .select("draft_save.source")
    .where("draft.article_id", "=", articleId)
    .where("draft.closed_at", "is", null)
    .executeTakeFirst();

export type DraftLine = Omit<Draft, "source">;

/** Open ones, those touched last first; those that wait for a review, or the others. */
export const openDrafts = (
  db: Database,
  isWaiting: boolean,
  before: { at: number; id: number },
  limit: number,
): Promise<DraftLine[]> =>
  drafts(db)
    .where("draft.closed_at", "is", null)
    .where("draft.submitted_at", isWaiting ? "is not" : "is", null)
    .where((where) =>
      where.or([
        where("draft.updated_at", "<", before.at),
        where.and([where("draft.updated_at", "=", before.at), where("draft.id", "<", before.id)]),
      ]),
    )
    .orderBy("draft.updated_at", "desc")
    .orderBy("draft.id", "desc")
    .limit(limit)
    .execute();

export const addDraft = (db: Database, draft: Omit<DraftTable, "id">) =>
  db.insertInto("draft").values(draft).returning("id").executeTakeFirstOrThrow();

export const addSave = (db: Database, save: SaveTable) => db.insertInto("draft_save").values(save).execute();

type Moved = Pick<DraftTable, "title" | "category" | "base_revision" | "updated_at">;

/** The next text, if nobody saved one since `save`. Says which number it has, or nothing where somebody did. */
export const moveDraft = (db: Database, { id, save }: { id: number; save: number }, change: Moved) =>
  db
    .updateTable("draft")
    .set((set) => ({ ...change, save: set("saves", "+", 1), saves: set("saves", "+", 1) }))
    .where("id", "=", id)
    .where("save", "=", save)
    .where("closed_at", "is", null)
    .returning("saves as number")
    .executeTakeFirst();

/** A number for a text that came too late. */
export const countSave = (db: Database, id: number) =>
  db
    .updateTable("draft")
    .set((set) => ({ saves: set("saves", "+", 1) }))
    .where("id", "=", id)
    .returning("saves as number")
    .executeTakeFirst();

type Change = Partial<Omit<DraftTable, "id" | "save" | "saves">>;

/** Changes what is said of an open draft, if its text is still the one that was looked at. */
export async function changeDraft(
  db: Database,
  { id, save }: { id: number; save: number },
  change: Change,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("draft")
    .set(change)
    .where("id", "=", id)
    .where("save", "=", save)
    .where("closed_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
