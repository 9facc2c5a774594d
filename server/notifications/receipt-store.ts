import type { Database } from "#server/platform/database/database.ts";

/** An entry with what became of the mail that says the same. */
const entries = (db: Database) =>
  db
    .selectFrom("notice")
    .innerJoin("person", "person.id", "notice.person_id")
    .leftJoin("outbox", "outbox.notice_id", "notice.id")
    .select([
      "notice.id",
      "person.name",
      "notice.about",
      "notice.kind",
      "notice.sentence",
      "notice.rule",
      "notice.mail",
      "notice.digest_at as digestAt",
      "notice.created_at as createdAt",
      "notice.opened_at as openedAt",
      "outbox.id as outboxId",
      "outbox.state",
      "outbox.not_before as notBefore",
      "outbox.handed_at as handedAt",
      "outbox.sent_at as sentAt",
    ])
    .orderBy("notice.id", "desc");

export type EntryRow = Awaited<ReturnType<typeof entriesBefore>>[number];

export const entriesBefore = (db: Database, before: number, limit: number) =>
  entries(db).where("notice.id", "<", before).limit(limit).execute();

export const entriesAbout = (db: Database, about: string, limit: number) =>
  entries(db).where("notice.about", "=", about).limit(limit).execute();

const deliveries = (db: Database) =>
  db
    .selectFrom("webhook_delivery")
    .innerJoin("webhook", "webhook.id", "webhook_delivery.webhook_id")
    .select([
      "webhook.name",
      "webhook_delivery.id",
      "webhook_delivery.notice_id as noticeId",
      "webhook_delivery.kind",
      "webhook_delivery.news",
      "webhook_delivery.state",
      "webhook_delivery.created_at as createdAt",
      "webhook_delivery.sent_at as sentAt",
      "webhook_delivery.last_status as lastStatus",
      "webhook_delivery.last_error as lastError",
    ])
    .orderBy("webhook_delivery.id", "desc");

export type DeliveryRow = Awaited<ReturnType<typeof deliveriesFor>>[number];

export const deliveriesFor = (db: Database, noticeIds: readonly number[]) =>
  deliveries(db).where("webhook_delivery.notice_id", "in", noticeIds).execute();

/** Calls that were made to a channel for everybody. */
export const channelCallsAbout = (db: Database, about: string, limit: number) =>
  deliveries(db)
    .where("webhook_delivery.about", "=", about)
    .where("webhook_delivery.notice_id", "is", null)
    .limit(limit)
    .execute();
