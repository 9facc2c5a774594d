import type { Database } from "#server/platform/database/database.ts";

type KeptFileTable = {
  id: string;
  person_id: number;
  name: string;
  type: string;
  size: number;
  sha256: string;
  kept_at: number;
  attached_at: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    kept_file: KeptFileTable;
  }
}

const FACTS = ["id", "person_id as personId", "name", "type", "size", "sha256"] as const;

export const addFile = (db: Database, file: Omit<KeptFileTable, "attached_at">) =>
  db
    .insertInto("kept_file")
    .values({ ...file, attached_at: null })
    .execute();

export const filesByIds = (db: Database, ids: readonly string[]) =>
  db.selectFrom("kept_file").select(FACTS).where("id", "in", ids).orderBy("kept_at").orderBy("id").execute();

/** Once attached it is kept for good. */
export const markAttached = (db: Database, ids: readonly string[], at: number) =>
  db
    .updateTable("kept_file")
    .set({ attached_at: at })
    .where("id", "in", ids)
    .where("attached_at", "is", null)
    .execute();

/** Nothing holds it any more. */
export const markWaiting = (db: Database, id: string) =>
  db.updateTable("kept_file").set({ attached_at: null }).where("id", "=", id).execute();

/** Only one that waits; answers with how large it was. */
export const removeWaiting = (db: Database, id: string) =>
  db
    .deleteFrom("kept_file")
    .where("id", "=", id)
    .where("attached_at", "is", null)
    .returning(["size", "sha256"])
    .executeTakeFirst();

export const oldestWaiting = (db: Database, before: number) =>
  db
    .selectFrom("kept_file")
    .select("id")
    .where("attached_at", "is", null)
    .where("kept_at", "<", before)
    .orderBy("kept_at")
    .limit(1)
    .executeTakeFirst();

export async function isContentUsed(db: Database, sha256: string): Promise<boolean> {
  const row = await db.selectFrom("kept_file").select("id").where("sha256", "=", sha256).limit(1).executeTakeFirst();
  return row !== undefined;
}

/** How much somebody sent since then. */
export async function bytesSince(db: Database, personId: number, since: number): Promise<number> {
  const row = await db
    .selectFrom("kept_file")
    .select((take) => take.fn.sum<number | null>("size").as("bytes"))
    .where("person_id", "=", personId)
    .where("kept_at", ">=", since)
    .executeTakeFirst();
  return Number(row?.bytes ?? 0);
}
