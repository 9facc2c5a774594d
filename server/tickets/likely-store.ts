import type { Database } from "#server/platform/database/database.ts";

/** The open ticket that was looked at longest ago, if that is before. */
export const likelyDue = (db: Database, before: number) =>
  db
    .selectFrom("ticket")
    .select(["id", "subject", "requester_id as requesterId"])
    .where("resolved_at", "is", null)
    .where("likely_at", "<", before)
    .orderBy("likely_at")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();

export const noteLikely = (db: Database, id: number, slug: string | null, at: number) =>
  db.updateTable("ticket").set({ likely: slug, likely_at: at }).where("id", "=", id).execute();
