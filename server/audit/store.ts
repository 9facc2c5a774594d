import type { Database } from "#server/platform/database/database.ts";

export type Entry = {
  seq: number;
  at: number;
  actor_id: number | null;
  actor_kind: string;
  action: string;
  object: string;
  data: string;
  previous_hash: string;
  hash: string;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    audit_entry: Entry;
  }
}

export const lastEntry = (db: Database) =>
  db.selectFrom("audit_entry").select(["seq", "hash"]).orderBy("seq", "desc").limit(1).executeTakeFirst();

export const saveEntry = (db: Database, entry: Entry) => db.insertInto("audit_entry").values(entry).execute();

export const entriesAfter = (db: Database, seq: number, limit: number) =>
  db.selectFrom("audit_entry").selectAll().where("seq", ">", seq).orderBy("seq").limit(limit).execute();

export const newestEntries = (db: Database, before: number, limit: number) =>
  db.selectFrom("audit_entry").selectAll().where("seq", "<", before).orderBy("seq", "desc").limit(limit).execute();

export async function countOfEntries(db: Database): Promise<number> {
  const row = await db.selectFrom("counter").select("value").where("name", "=", "audit.entries").executeTakeFirst();
  return row?.value ?? 0;
}
