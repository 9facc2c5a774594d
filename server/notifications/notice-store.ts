import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import type { Urgency } from "./channels.ts";

/** How an entry goes out by mail besides. "list": several of them in one mail, so that nobody gets a pile. */
export const MAIL_FATES = ["at once", "digest", "list", "off"] as const;
export type MailFate = (typeof MAIL_FATES)[number];

type NoticeTable = {
  id: Id;
  dedupe_key: string;
  person_id: number;
  kind: string;
  urgency: Urgency;
  about: string;
  address: string;
  sentence: string;
  rule: string;
  mail: MailFate;
  digest_at: number | null;
  created_at: number;
  opened_at: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    notice: NoticeTable;
    channel_choice: { person_id: number; definition: string; changed_at: number };
    muted: { person_id: number; about: string; muted_at: number };
  }
}

export type NoticeRow = Omit<NoticeTable, "id"> & { id: number };
export type NewNotice = Omit<NoticeTable, "id" | "opened_at">;

/** The ids of those that are new by their keys. Left out: the same reason was told to the same person before. */
export async function addNotices(db: Database, rows: readonly NewNotice[]): Promise<Map<string, number>> {
  const added = await db
    .insertInto("notice")
    .values(rows.map((row) => ({ ...row, opened_at: null })))
    .onConflict((one) => one.column("dedupe_key").doNothing())
    .returning(["id", "dedupe_key"])
    .execute();
  return new Map(added.map(({ id, dedupe_key }) => [dedupe_key, id]));
}

export const noticesOf = (db: Database, personId: number, before: number, limit: number): Promise<NoticeRow[]> =>
  db
    .selectFrom("notice")
    .selectAll()
    .where("person_id", "=", personId)
    .where("id", "<", before)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();

export const noticeOf = (db: Database, personId: number, id: number): Promise<NoticeRow | undefined> =>
  db.selectFrom("notice").selectAll().where("person_id", "=", personId).where("id", "=", id).executeTakeFirst();

/** Counts no further than `most`: on every page, for somebody who reads none of them. */
export async function countUnread(db: Database, personId: number, most: number): Promise<number> {
  const row = await db
    .selectFrom((from) =>
      from
        .selectFrom("notice")
        .select("id")
        .where("person_id", "=", personId)
        .where("opened_at", "is", null)
        .limit(most)
        .as("unread"),
    )
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export const markOpened = (db: Database, personId: number, id: number, at: number) =>
  unread(db, personId, at).where("id", "=", id).execute();

export const markOpenedUpTo = (db: Database, personId: number, id: number, at: number) =>
  unread(db, personId, at).where("id", "<=", id).execute();

export const markOpenedAbout = (db: Database, personId: number, about: string, at: number) =>
  unread(db, personId, at).where("about", "=", about).where("created_at", "<=", at).execute();

const unread = (db: Database, personId: number, at: number) =>
  db.updateTable("notice").set({ opened_at: at }).where("person_id", "=", personId).where("opened_at", "is", null);

export const noticesInDigest = (db: Database, personId: number, digestAt: number, limit: number) =>
  db
    .selectFrom("notice")
    .select(["about", "address", "sentence"])
    .where("person_id", "=", personId)
    .where("digest_at", "=", digestAt)
    .where("opened_at", "is", null)
    .orderBy("id")
    .limit(limit)
    .execute();

export const choiceOf = (db: Database, personId: number) =>
  db.selectFrom("channel_choice").select("definition").where("person_id", "=", personId).executeTakeFirst();

export const choicesOfAll = (db: Database, ids: readonly number[]) =>
  db
    .selectFrom("channel_choice")
    .select(["person_id as personId", "definition"])
    .where("person_id", "in", ids)
    .execute();

export const saveChoice = (db: Database, row: { person_id: number; definition: string; changed_at: number }) =>
  db
    .insertInto("channel_choice")
    .values(row)
    .onConflict((one) =>
      one.column("person_id").doUpdateSet({ definition: row.definition, changed_at: row.changed_at }),
    )
    .execute();

export const isMuted = async (db: Database, personId: number, about: string): Promise<boolean> =>
  (await db
    .selectFrom("muted")
    .select(sql<number>`1`.as("one"))
    .where("person_id", "=", personId)
    .where("about", "=", about)
    .executeTakeFirst()) !== undefined;

export const mutedBy = (db: Database, ids: readonly number[], abouts: readonly string[]) =>
  db
    .selectFrom("muted")
    .select(["person_id as personId", "about"])
    .where("person_id", "in", ids)
    .where("about", "in", abouts)
    .execute();

export const mute = (db: Database, row: { person_id: number; about: string; muted_at: number }) =>
  db
    .insertInto("muted")
    .values(row)
    .onConflict((one) => one.columns(["person_id", "about"]).doNothing())
    .execute();

export const unmute = (db: Database, personId: number, about: string) =>
  db.deleteFrom("muted").where("person_id", "=", personId).where("about", "=", about).execute();
