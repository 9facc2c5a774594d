import type { Database } from "#server/platform/database/database.ts";

export const spamOf = (db: Database, personId: number) =>
  db
    .selectFrom("ticket")
    .select("id")
    .where("requester_id", "=", personId)
    .where("spam_at", "is not", null)
    .limit(1)
    .executeTakeFirst();
