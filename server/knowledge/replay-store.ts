import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import type { PastSearch } from "./replay.ts";

export const REPLAY_KINDS = ["draft", "title", "synonyms", "ranking"] as const;
export type ReplayKind = (typeof REPLAY_KINDS)[number];

type ReplayTable = {
  id: Id;
  /** A title is kept as a draft of nothing else: it has an article and no draft. */
  kind: Exclude<ReplayKind, "title">;
  draft_id: number | null;
  save: number | null;
  article_id: number | null;
  /** The title, the synonyms or the ranking that are tried; empty for a draft. */
  given: string;
  asked_by: number;
  asked_at: number;
  done_at: number | null;
  result: string | null;
  /** Why it could not be played. */
  failed: string | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    search_replay: ReplayTable;
  }
}

/**
 * What readers searched for since, most people first. Capitals do not count; whoever is nobody to the journal is no
 * one of the people.
 */
export const pastSearches = (
  db: Database,
  since: number,
  people: { least: number; most: number },
  limit: number,
): Promise<PastSearch[]> => {
  const words = sql<string>`lower(trim(search_text.text))`;
  const readers = sql<number>`count(distinct event.reader)`;
  return db
    .selectFrom("search_text")
    .innerJoin("event", "event.id", "search_text.event_id")
    .where("search_text.at", ">=", since)
    .where("event.type", "=", "search")
    .where("event.kind", "=", "dev")
    .groupBy(words)
    .having(readers, ">=", people.least)
    .having(readers, "<=", people.most)
    .select((take) => [words.as("words"), readers.as("people"), take.fn.countAll<number>().as("times")])
    .orderBy(readers, "desc")
    .orderBy("times", "desc")
    .orderBy(words)
    .limit(limit)
    .execute();
};

export const countSearches = async (db: Database, since: number): Promise<number> =>
  (
    await db
      .selectFrom("search_text")
      .innerJoin("event", "event.id", "search_text.event_id")
      .where("search_text.at", ">=", since)
      .where("event.type", "=", "search")
      .where("event.kind", "=", "dev")
      .select(sql<number>`count(distinct lower(trim(search_text.text)))`.as("searches"))
      .executeTakeFirstOrThrow()
  ).searches;

export type ReplayAsked = Pick<ReplayTable, "draft_id" | "save" | "article_id" | "given"> & { kind: ReplayKind };

export const addReplay = (
  db: Database,
  { kind, ...replay }: ReplayAsked & Pick<ReplayTable, "asked_by" | "asked_at">,
) =>
  db
    .insertInto("search_replay")
    .values({ ...replay, kind: kind === "title" ? "draft" : kind, done_at: null, result: null, failed: null })
    .returning("id")
    .executeTakeFirstOrThrow();

const KIND = sql<ReplayKind>`case when search_replay.article_id is null then search_replay.kind else 'title' end`.as(
  "what",
);

export const waitingReplay = (db: Database) =>
  db
    .selectFrom("search_replay")
    .selectAll()
    .select(KIND)
    .where("done_at", "is", null)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();

export const endReplay = (db: Database, id: number, end: Pick<ReplayTable, "done_at" | "result" | "failed">) =>
  db.updateTable("search_replay").set(end).where("id", "=", id).execute();

const shown = (db: Database) =>
  db
    .selectFrom("search_replay")
    .innerJoin("person", "person.id", "search_replay.asked_by")
    .leftJoin("draft", "draft.id", "search_replay.draft_id")
    .leftJoin("article", "article.id", "search_replay.article_id")
    .select(KIND)
    .select([
      "search_replay.id",
      "search_replay.draft_id as draftId",
      "search_replay.save",
      "search_replay.given",
      "search_replay.asked_at as askedAt",
      "search_replay.done_at as doneAt",
      "search_replay.result",
      "search_replay.failed",
      "person.name as askedBy",
      "draft.title",
      "article.title as articleTitle",
      "article.slug as articleSlug",
    ]);

export const replayById = (db: Database, id: number) => shown(db).where("search_replay.id", "=", id).executeTakeFirst();

export const newestReplays = (db: Database, limit: number) =>
  shown(db).orderBy("search_replay.id", "desc").limit(limit).execute();

export const countWaiting = async (db: Database): Promise<number> =>
  (
    await db
      .selectFrom("search_replay")
      .select((take) => take.fn.countAll<number>().as("count"))
      .where("done_at", "is", null)
      .executeTakeFirstOrThrow()
  ).count;

export const forgetReplaysBefore = (db: Database, at: number) =>
  db.deleteFrom("search_replay").where("asked_at", "<", at).execute();

/** One text of a draft, with where it stands or will stand. */
export const draftText = (db: Database, id: number, save: number) =>
  db
    .selectFrom("draft")
    .innerJoin("draft_save", "draft_save.draft_id", "draft.id")
    .leftJoin("article", "article.id", "draft.article_id")
    .select(["draft_save.source", "draft.category", "article.slug"])
    .where("draft.id", "=", id)
    .where("draft_save.number", "=", save)
    .executeTakeFirst();

export const slugOf = async (db: Database, articleId: number): Promise<string | undefined> =>
  (await db.selectFrom("article").select("slug").where("id", "=", articleId).executeTakeFirst())?.slug;
