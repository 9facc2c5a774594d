import type { Database } from "#server/platform/database/database.ts";
import { isWaiting } from "./store.ts";

/** The first of them were the first to come. */
export const oldestNotices = (db: Database, limit: number) =>
  db.selectFrom("notice").select(["id", "created_at as at"]).orderBy("id").limit(limit).execute();

export const oldestCalls = (db: Database, limit: number) =>
  db.selectFrom("webhook_delivery").select(["id", "created_at as at"]).orderBy("id").limit(limit).execute();

/** Mails and calls that said the same lose their entry, and nothing else. */
export async function removeNotices(db: Database, ids: readonly number[]): Promise<void> {
  await db.updateTable("outbox").set({ notice_id: null }).where("notice_id", "in", ids).execute();
  await db.updateTable("webhook_delivery").set({ notice_id: null }).where("notice_id", "in", ids).execute();
  await db.deleteFrom("notice").where("id", "in", ids).execute();
}

/** What still waits stays. Says how many went. */
export async function removeCalls(db: Database, ids: readonly number[]): Promise<number> {
  const gone = await db
    .deleteFrom("webhook_delivery")
    .where("id", "in", ids)
    .where((where) => where.not(isWaiting))
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}
