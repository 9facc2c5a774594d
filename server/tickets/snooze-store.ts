import type { Database } from "#server/platform/database/database.ts";

/** The hold that was to end first of those that are over. */
export const nextToWake = (db: Database, now: number) =>
  db
    .selectFrom("ticket")
    .select("id")
    .where("wake_at", "is not", null)
    .where("wake_at", "<=", now)
    .orderBy("wake_at")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
