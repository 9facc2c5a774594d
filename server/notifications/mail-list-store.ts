import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import { FACTS, type MailState } from "./mail-in-store.ts";

/** What the messages of these names are about, of those that came in and became something. */
export const aboutMails = (db: Database, messageIds: readonly string[]) =>
  db
    .selectFrom("mail_in")
    .select(["message_id as messageId", "about"])
    .where("message_id", "in", messageIds)
    .where("about", "is not", null)
    .limit(100)
    .execute();

/** The name of the last message somebody sent about it. */
export const lastMailFrom = (db: Database, about: string, sender: string) =>
  db
    .selectFrom("mail_in")
    .select("message_id as messageId")
    .where("about", "=", about)
    .where("sender", "=", sender)
    .where("message_id", "is not", null)
    .where("state", "in", ["ticket", "reply"])
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();

export const lastHops = (db: Database, about: string) =>
  db.selectFrom("mail_in").select("hops").where("about", "=", about).orderBy("id", "desc").limit(1).executeTakeFirst();

export const mailsAbout = (db: Database, about: string, limit: number) =>
  db
    .selectFrom("mail_in")
    .select(["place", "trust", "sender", "perhaps", "reason", "state", "id"])
    .where("about", "=", about)
    .orderBy("id")
    .limit(limit)
    .execute();

export const openedSince = async (db: Database, sender: string | null, since: number): Promise<number> => {
  const row = await db
    .selectFrom("mail_in")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("state", "=", "ticket")
    .where("settled_at", ">", since)
    .$if(sender === null, (query) => query.where("id", ">", newest(LATELY)))
    .$if(sender !== null, (query) => query.where("sender", "=", sender))
    .executeTakeFirstOrThrow();
  return Number(row.count);
};

/** More never came within an hour, and no index knows the hour of all of them. */
const LATELY = 2000;
const SEARCHED = 50_000;

/** The number before so many of the newest. */
const newest = (count: number) => sql<number>`(select coalesce(max(id), 0) - ${count} from mail_in)`;

const holds = (column: string, words: string) =>
  sql<boolean>`lower(${sql.ref(column)}) like ${`%${words.toLowerCase().replace(/[%_\\]/g, "\\$&")}%`} escape '\\'`;

/** The newest first, by key. */
export const mailsBefore = (db: Database, states: readonly MailState[], words: string, before: number, limit: number) =>
  db
    .selectFrom("mail_in")
    .select(FACTS)
    .where("state", "in", states)
    .where("id", "<", before)
    .$if(words !== "", (query) =>
      query
        .where("id", ">", newest(SEARCHED))
        .where((where) =>
          where.or(["subject", "sender", "sender_name", "reason"].map((column) => holds(column, words))),
        ),
    )
    .orderBy("id", "desc")
    .limit(limit)
    .execute();

export const countMails = async (db: Database, state: MailState): Promise<{ count: number; oldest: number | null }> => {
  const row = await db
    .selectFrom("mail_in")
    .select((select) => [select.fn.countAll<number>().as("count"), select.fn.min("kept_at").as("oldest")])
    .where("state", "=", state)
    .executeTakeFirstOrThrow();
  return { count: Number(row.count), oldest: row.oldest === null ? null : Number(row.oldest) };
};
