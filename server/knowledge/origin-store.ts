import type { Database } from "#server/platform/database/database.ts";
import type { Audience } from "./article.ts";

type OriginTable = {
  draft_id: number;
  ticket: number;
  words: string;
  made_by: number;
  made_at: number;
  told_at: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    draft_ticket: OriginTable;
  }
}

export const addOrigin = (db: Database, origin: Omit<OriginTable, "told_at">) =>
  db
    .insertInto("draft_ticket")
    .values({ ...origin, told_at: null })
    .execute();

export const originOf = (db: Database, draftId: number) =>
  db.selectFrom("draft_ticket").select(["ticket", "words"]).where("draft_id", "=", draftId).executeTakeFirst();

/** What was made of a ticket and is not dropped, with what it became. */
export const madeOf = (db: Database, ticket: number) =>
  db
    .selectFrom("draft_ticket")
    .innerJoin("draft", "draft.id", "draft_ticket.draft_id")
    .leftJoin("article", "article.id", "draft.article_id")
    .select(["draft.id", "draft.title", "draft.outcome", "article.slug", "article.title as articleTitle"])
    .where("draft_ticket.ticket", "=", ticket)
    .where((where) => where.or([where("draft.outcome", "is", null), where("draft.outcome", "=", "published")]))
    .orderBy("draft.id")
    .limit(20)
    .execute();

export const articlesMadeOf = (db: Database, audiences: readonly Audience[], ticket: number) =>
  db
    .selectFrom("draft_ticket")
    .innerJoin("draft", "draft.id", "draft_ticket.draft_id")
    .innerJoin("article", "article.id", "draft.article_id")
    .select(["article.slug", "article.title"])
    .where("draft_ticket.ticket", "=", ticket)
    .where("draft.outcome", "=", "published")
    .where("article.archived_at", "is", null)
    .where("article.audience", "in", audiences)
    .orderBy("draft.id")
    .limit(20)
    .execute();

/** What is being written, with the words of the question it was made of. */
export const underWay = (db: Database, limit: number) =>
  db
    .selectFrom("draft")
    .leftJoin("draft_ticket", "draft_ticket.draft_id", "draft.id")
    .select(["draft.id", "draft.title", "draft_ticket.words"])
    .where("draft.outcome", "is", null)
    .orderBy("draft.id", "desc")
    .limit(limit)
    .execute();

/** One that was published and whose asker does not know it yet. */
export const firstUntold = (db: Database) =>
  db
    .selectFrom("draft_ticket")
    .innerJoin("draft", "draft.id", "draft_ticket.draft_id")
    .innerJoin("article", "article.id", "draft.article_id")
    .select(["draft.id as draftId", "draft_ticket.ticket", "article.slug", "article.title"])
    .where("draft.outcome", "=", "published")
    .where("draft_ticket.told_at", "is", null)
    .orderBy("draft.id")
    .executeTakeFirst();

/** Only one of two at the same moment gets it. */
export const markTold = async (db: Database, draftId: number, at: number): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable("draft_ticket")
    .set({ told_at: at })
    .where("draft_id", "=", draftId)
    .where("told_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};
