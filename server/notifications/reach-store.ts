import type { Database } from "#server/platform/database/database.ts";

/** Of these kinds, what failed for good and nobody has looked at yet; the longest first. */
export const failedMail = (db: Database, kinds: readonly string[]) =>
  db
    .selectFrom("outbox")
    .select(["id", "person_id as personId", "notice_id as noticeId", "created_at as createdAt", "payload", "kind"])
    .where("kind", "in", kinds)
    .where("heed_at", "is not", null)
    .where("state", "=", "failed")
    .orderBy("heed_at")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();

export const failedCall = (db: Database, kinds: readonly string[]) =>
  db
    .selectFrom("webhook_delivery")
    .select(["id", "notice_id as noticeId", "dedupe_key as reason"])
    .where("kind", "in", kinds)
    .where("heed_at", "is not", null)
    .orderBy("heed_at")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();

export const heedMail = (db: Database, id: number) =>
  db.updateTable("outbox").set({ heed_at: null }).where("id", "=", id).execute();

export const heedCall = (db: Database, id: number) =>
  db.updateTable("webhook_delivery").set({ heed_at: null }).where("id", "=", id).execute();

const noticesOf = (db: Database) =>
  db.selectFrom("notice").select(["id", "dedupe_key as reason", "kind", "person_id as personId"]);

export const noticeById = (db: Database, id: number) => noticesOf(db).where("id", "=", id).execute();

/** What went into a mail with many: a list that was begun at an instant, or the digest of one. */
export const noticesOnList = (db: Database, personId: number, since: number) =>
  noticesOf(db).where("person_id", "=", personId).where("mail", "=", "list").where("created_at", ">=", since).execute();

export const noticesOnDigest = (db: Database, personId: number, digestAt: number) =>
  noticesOf(db).where("person_id", "=", personId).where("digest_at", "=", digestAt).execute();

export const noticeFor = (db: Database, reason: string) =>
  db.selectFrom("notice").selectAll().where("dedupe_key", "=", reason).executeTakeFirst();

export const mailOfNotice = (db: Database, noticeId: number) =>
  db.selectFrom("outbox").select("state").where("notice_id", "=", noticeId).executeTakeFirst();

export const mailFor = (db: Database, reason: string) =>
  db.selectFrom("outbox").select("state").where("dedupe_key", "=", reason).executeTakeFirst();

/** The list that an entry of an instant went into. */
export const listFor = (db: Database, kind: string, personId: number, at: number) =>
  db
    .selectFrom("outbox")
    .select("state")
    .where("person_id", "=", personId)
    .where("kind", "=", kind)
    .where("created_at", "<=", at)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();

export const callsOfNotice = (db: Database, noticeId: number) =>
  db.selectFrom("webhook_delivery").select("state").where("notice_id", "=", noticeId).execute();

export const callsFor = (db: Database, reasons: readonly string[]) =>
  db.selectFrom("webhook_delivery").select("state").where("dedupe_key", "in", reasons).execute();
