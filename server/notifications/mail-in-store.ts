import type { Generated } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import type { Trust } from "./authentication.ts";

/** Kept: nobody has looked at it yet. Held waits for a decision; noted and discarded need none any more. */
export type MailState = "kept" | "ticket" | "reply" | "held" | "noted" | "discarded";
export type Source = "mailbox" | "pushed";

type MailInTable = {
  id: Id;
  sha256: string;
  size: number;
  source: Source;
  uid: number | null;
  received_at: number;
  kept_at: number;
  state: MailState;
  attempts: number;
  retry_at: number;
  message_id: string | null;
  sender: string | null;
  sender_name: string | null;
  subject: string | null;
  trust: Trust | null;
  /** Why it is where it is, in a sentence. */
  reason: string | null;
  /** What it became a part of, "T-12", and its place in there. */
  about: string | null;
  place: number | null;
  /** What it may belong to, though nothing proves it. */
  perhaps: string | null;
  settled_at: number | null;
  settled_by: number | null;
  forgotten_at: number | null;
  /** How often it had gone to and fro between programs. */
  hops: Generated<number>;
};
type CursorTable = {
  mailbox: string;
  uid_validity: string;
  last_uid: number;
  looked_at: number;
  failing_since: number | null;
  failures: number;
  retry_at: number;
  last_error: string | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    mail_in: MailInTable;
    mail_cursor: CursorTable;
  }
}

/** What is known of a mail. */
export const FACTS = [
  "id",
  "sha256",
  "size",
  "source",
  "received_at as receivedAt",
  "state",
  "attempts",
  "message_id as messageId",
  "sender",
  "sender_name as senderName",
  "subject",
  "trust",
  "reason",
  "about",
  "place",
  "perhaps",
  "settled_at as settledAt",
  "settled_by as settledBy",
  "forgotten_at as forgottenAt",
] as const;

export const addMail = (
  db: Database,
  mail: Pick<MailInTable, "sha256" | "size" | "source" | "uid" | "received_at" | "kept_at" | "state" | "reason">,
) =>
  db
    .insertInto("mail_in")
    .values({ ...mail, attempts: 0, retry_at: mail.kept_at })
    .onConflict((one) => one.column("sha256").doNothing())
    .executeTakeFirst();

export const mailById = (db: Database, id: number) =>
  db.selectFrom("mail_in").select(FACTS).where("id", "=", id).executeTakeFirst();

export const mailByHash = (db: Database, sha256: string) =>
  db.selectFrom("mail_in").select(FACTS).where("sha256", "=", sha256).executeTakeFirst();

export type KeptMail = NonNullable<Awaited<ReturnType<typeof mailById>>>;

/** The oldest that nobody has looked at, but for those that have just failed. */
export const nextMail = (db: Database, now: number) =>
  db
    .selectFrom("mail_in")
    .select(FACTS)
    .where("state", "=", "kept")
    .where("retry_at", "<=", now)
    .orderBy("retry_at")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();

/** Counted before anything is tried: what ends the process must not be tried for ever. */
export const countAttempt = (db: Database, id: number, attempts: number, retryAt: number) =>
  db
    .updateTable("mail_in")
    .set({ attempts: attempts + 1, retry_at: retryAt })
    .where("id", "=", id)
    .where("state", "=", "kept")
    .where("attempts", "=", attempts)
    .executeTakeFirst();

export type Fate = Partial<
  Pick<
    MailInTable,
    | "message_id"
    | "sender"
    | "sender_name"
    | "subject"
    | "trust"
    | "reason"
    | "about"
    | "place"
    | "perhaps"
    | "settled_by"
  >
> & { hops?: number };

/** Only one of two who decide at once wins. */
export const settleMail = (db: Database, id: number, from: MailState, state: MailState, at: number, fate: Fate) =>
  db
    .updateTable("mail_in")
    .set({ ...fate, state, settled_at: at })
    .where("id", "=", id)
    .where("state", "=", from)
    .executeTakeFirst();

/** The same message that came another way and was looked at; a copy that was put aside as such counts for nothing. */
export const sameMail = (db: Database, id: number, messageId: string, sender: string) =>
  db
    .selectFrom("mail_in")
    .select(["about", "trust"])
    .where("message_id", "=", messageId)
    .where("sender", "=", sender)
    .where("id", "!=", id)
    .where("state", "in", ["ticket", "reply", "held", "discarded"])
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();

/** As if it had just come in. */
export const reopenMail = (db: Database, id: number, from: MailState, at: number) =>
  db
    .updateTable("mail_in")
    .set({ state: "kept", attempts: 0, retry_at: at, reason: null, about: null, place: null, perhaps: null })
    .where("id", "=", id)
    .where("state", "=", from)
    .executeTakeFirst();

export const oldRaw = (db: Database, before: number) =>
  db
    .selectFrom("mail_in")
    .select(["id", "sha256"])
    .where("forgotten_at", "is", null)
    .where("kept_at", "<", before)
    .where("state", "in", ["ticket", "reply", "noted", "discarded"])
    .orderBy("kept_at")
    .limit(1)
    .executeTakeFirst();

export const markForgotten = (db: Database, id: number, at: number) =>
  db.updateTable("mail_in").set({ forgotten_at: at }).where("id", "=", id).execute();
