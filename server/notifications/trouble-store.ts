import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import { isWaiting } from "./store.ts";

export const failedAbout = (db: Database, about: string) =>
  db
    .selectFrom("outbox")
    .innerJoin("person", "person.id", "outbox.person_id")
    .select(["outbox.id", "person.name", "outbox.last_error", "outbox.parked_at as parkedAt"])
    .where("outbox.about", "=", about)
    .where("outbox.state", "=", "failed")
    .limit(20)
    .execute();

export const troubledMessages = (db: Database, limit: number) =>
  db
    .selectFrom("outbox")
    .innerJoin("person", "person.id", "outbox.person_id")
    .select([
      "outbox.id",
      "outbox.kind",
      "outbox.about",
      "outbox.state",
      "outbox.attempts",
      "outbox.last_error as lastError",
      "outbox.created_at as createdAt",
      "outbox.not_before as notBefore",
      "outbox.parked_at as parkedAt",
      "person.name",
    ])
    .where((where) => where.or([isWaiting, where("outbox.state", "=", "failed")]))
    .orderBy(sql`case when outbox.state = 'failed' then 0 else 1 end`)
    .orderBy("outbox.id", "desc")
    .limit(limit)
    .execute();

/** What waits after a try or was given up, the newest first: where it should go, and what was said last. */
export const lastErrors = (db: Database, limit: number) =>
  db
    .selectFrom("outbox")
    .innerJoin("person", "person.id", "outbox.person_id")
    .leftJoin("delivery_event", "delivery_event.outbox_id", "outbox.id")
    .select((select) => [
      "outbox.id",
      "outbox.state",
      "outbox.last_error as reason",
      select.fn.coalesce("outbox.address", "person.email").as("address"),
      select.fn.max("delivery_event.at").as("at"),
    ])
    .where((where) => where.or([isWaiting, where("outbox.state", "=", "failed")]))
    .where("outbox.last_error", "is not", null)
    .$narrowType<{ reason: string }>()
    .groupBy(["outbox.id", "outbox.state", "outbox.last_error", "outbox.address", "person.email"])
    .orderBy("outbox.id", "desc")
    .limit(limit)
    .execute();

export const retryMessage = (db: Database, id: number, now: number) =>
  db
    .updateTable("outbox")
    .set({ state: "pending", not_before: now, lease_until: null, parked_at: null, heed_at: null })
    .where("id", "=", id)
    .where("state", "in", ["pending", "failed"])
    .executeTakeFirst();

export const callOffMessage = (db: Database, id: number) =>
  db
    .updateTable("outbox")
    .set({ state: "suppressed", lease_until: null })
    .where("id", "=", id)
    .where("state", "in", ["pending", "failed"])
    .executeTakeFirst();

/** What was given up about things whose names begin so, the newest first, by key. */
export const failedBefore = (db: Database, prefix: string, before: number, limit: number) =>
  db
    .selectFrom("outbox")
    .innerJoin("person", "person.id", "outbox.person_id")
    .select([
      "outbox.id",
      "outbox.about",
      "outbox.last_error as lastError",
      "outbox.created_at as createdAt",
      "outbox.parked_at as parkedAt",
      "person.name",
    ])
    .where("outbox.state", "=", "failed")
    .where("outbox.about", "like", `${prefix}%`)
    .where("outbox.id", "<", before)
    .orderBy("outbox.id", "desc")
    .limit(limit)
    .execute();
