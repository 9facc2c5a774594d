import type { Database } from "#server/platform/database/database.ts";

const SENT = [
  ...(["id", "about", "person_id as personId", "state", "address"] as const),
  ...(["handed_at as handedAt", "created_at as createdAt"] as const),
] as const;

export const outboxById = (db: Database, id: number) =>
  db.selectFrom("outbox").select(SENT).where("id", "=", id).executeTakeFirst();

export const outboxByName = (db: Database, messageId: string) =>
  db.selectFrom("outbox").select(SENT).where("message_id", "=", messageId).executeTakeFirst();

/** It was taken by the server and came back. What was called off meanwhile stays so. */
export const markReturned = (db: Database, id: number, reason: string, at: number) =>
  db
    .updateTable("outbox")
    .set({ state: "failed", last_error: reason, lease_until: null, heed_at: at })
    .where("id", "=", id)
    .where("state", "in", ["pending", "sending", "sent"])
    .execute();
