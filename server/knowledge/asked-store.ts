import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";

export type AskedTable = {
  article_id: number;
  words: string;
  /** How many readers; exact up to three, and from then on never fewer than there were. */
  readers: number;
  /** How often they were reworded before the article was opened. */
  missed: number;
  /** The first three of them by their aliases, as one text: two who take turns are two. */
  last_reader: string;
  last_at: number;
  dismissed_at: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    asked_words: AskedTable;
  }
}

/** Articles that requesters opened from a list of results, oldest first. */
export const openingsAfter = (db: Database, after: number, until: number, limit: number) =>
  db
    .selectFrom("event")
    .innerJoin("article", "article.slug", "event.article")
    .select(["event.at", "event.reader", "article.id as articleId"])
    .where("event.at", ">", after)
    .where("event.at", "<=", until)
    .where("event.type", "=", "click")
    .where("event.kind", "=", "dev")
    .where("event.reader", "is not", null)
    .orderBy("event.at")
    .orderBy("event.id")
    .limit(limit)
    .$narrowType<{ reader: string }>()
    .execute();

export type Step = { at: number; type: "search" | "click"; text: string | null };

/** What somebody searched for and opened in a stretch of time. */
export const stepsOf = (db: Database, reader: string, from: number, until: number): Promise<Step[]> =>
  db
    .selectFrom("event")
    .leftJoin("search_text", "search_text.event_id", "event.id")
    .select(["event.at", "event.type", "search_text.text"])
    .where("event.reader", "=", reader)
    .where("event.at", ">=", from)
    .where("event.at", "<=", until)
    .where("event.type", "in", ["search", "click"])
    .orderBy("event.at")
    .$narrowType<{ type: "search" | "click" }>()
    .execute();

const IS_KNOWN = sql`asked_words.last_reader like '%' || excluded.last_reader || '%'`;
const KEPT = 3;

/** The same reader again counts once. */
export async function addAsked(db: Database, rows: Omit<AskedTable, "dismissed_at">[]): Promise<void> {
  for (const row of rows)
    await db
      .insertInto("asked_words")
      .values({ ...row, dismissed_at: null })
      .onConflict((one) =>
        one.columns(["article_id", "words"]).doUpdateSet({
          readers: sql<number>`asked_words.readers + case when ${IS_KNOWN} then 0 else 1 end`,
          missed: sql<number>`asked_words.missed + excluded.missed`,
          last_reader: sql<string>`asked_words.last_reader || case when ${IS_KNOWN} or asked_words.readers >= ${KEPT} then '' else ' ' || excluded.last_reader end`,
          last_at: row.last_at,
        }),
      )
      .execute();
}

export const askedFor = (db: Database, articleId: number, leastReaders: number, limit: number) =>
  db
    .selectFrom("asked_words")
    .select(["words", "readers", "missed"])
    .where("article_id", "=", articleId)
    .where("readers", ">=", leastReaders)
    .where("dismissed_at", "is", null)
    .orderBy("missed", "desc")
    .orderBy("readers", "desc")
    .orderBy("words")
    .limit(limit)
    .execute();

export const dismissAsked = (db: Database, articleId: number, words: string, at: number) =>
  db
    .updateTable("asked_words")
    .set({ dismissed_at: at })
    .where("article_id", "=", articleId)
    .where("words", "=", words)
    .where("dismissed_at", "is", null)
    .executeTakeFirstOrThrow();

export const forgetAskedBefore = (db: Database, before: number) =>
  db.deleteFrom("asked_words").where("last_at", "<", before).execute();
