import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ticket_tag: { ticket_id: number; tag: string };
    tag: { name: string; used: number };
  }
}

export const tagsOf = async (db: Database, ticketId: number): Promise<string[]> => {
  const rows = await db
    .selectFrom("ticket_tag")
    .select("tag")
    .where("ticket_id", "=", ticketId)
    .orderBy("tag")
    .execute();
  return rows.map(({ tag }) => tag);
};

export async function addTags(db: Database, ticketId: number, tags: readonly string[]): Promise<void> {
  if (tags.length === 0) return;
  await db
    .insertInto("ticket_tag")
    .values(tags.map((tag) => ({ ticket_id: ticketId, tag })))
    .execute();
  await db
    .insertInto("tag")
    .values(tags.map((name) => ({ name, used: 1 })))
    .onConflict((one) => one.column("name").doUpdateSet({ used: sql<number>`tag.used + 1` }))
    .execute();
}

export async function removeTags(db: Database, ticketId: number, tags: readonly string[]): Promise<void> {
  if (tags.length === 0) return;
  await db.deleteFrom("ticket_tag").where("ticket_id", "=", ticketId).where("tag", "in", tags).execute();
  await db
    .updateTable("tag")
    .set((set) => ({ used: set("used", "-", 1) }))
    .where("name", "in", tags)
    .execute();
}

/** The usual ones. */
export const usualTags = async (db: Database, limit: number): Promise<string[]> => {
  const rows = await db
    .selectFrom("tag")
    .select("name")
    .where("used", ">", 0)
    .orderBy("used", "desc")
    .orderBy("name", "desc")
    .limit(limit)
    .execute();
  return rows.map(({ name }) => name);
};
