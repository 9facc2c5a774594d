import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ticket_tag: { ticket_id: number; tag: string };
    tag: { name: string; used: number };
  }
}

const AT_ONCE = 500;

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

/** The same for many tickets at once, none of which has any yet. */
export async function addManyTags(db: Database, rows: readonly { ticket_id: number; tag: string }[]): Promise<void> {
  for (let from = 0; from < rows.length; from += AT_ONCE)
    await db
      .insertInto("ticket_tag")
      .values(rows.slice(from, from + AT_ONCE))
      .execute();
  const used = new Map<string, number>();
  for (const { tag } of rows) used.set(tag, (used.get(tag) ?? 0) + 1);
  // Sorted, so that two writers never wait for each other in a circle.
  for (const [name, times] of [...used].sort(([one], [other]) => (one < other ? -1 : 1)))
    await db
      .insertInto("tag")
      .values({ name, used: times })
      .onConflict((one) => one.column("name").doUpdateSet({ used: sql<number>`tag.used + ${times}` }))
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
