import { sql } from "kysely";
import type { Context } from "#server/platform/context.ts";

export type DataCheck = { engine: string; version: string; problem: string | null };

/** Asks the database for its own opinion of the data. */
export async function checkData({ db, config }: Pick<Context, "db" | "config">): Promise<DataCheck> {
  if (config.databaseUrl) {
    const { rows } = await sql<{ server_version: string }>`show server_version`.execute(db);
    return { engine: "PostgreSQL", version: rows[0]?.server_version ?? "", problem: null };
  }
  const version = await sql<{ version: string }>`select sqlite_version() as version`.execute(db);
  const check = await sql<{ quick_check: string }>`pragma quick_check(5)`.execute(db);
  const strangers = await sql<{ table: string }>`pragma foreign_key_check`.execute(db);
  const damage = check.rows.map((row) => row.quick_check).filter((line) => line !== "ok");
  if (strangers.rows[0]) damage.push(`a row of ${strangers.rows[0].table} points to nothing`);
  return { engine: "SQLite", version: version.rows[0]?.version ?? "", problem: damage[0] ?? null };
}

/** Can it be written to at this moment? The cheapest statement that would fail otherwise. */
export async function canWrite({ db }: Pick<Context, "db">): Promise<boolean> {
  try {
    await db.updateTable("counter").set({ value: 0 }).where("name", "=", "ready").execute();
    return true;
  } catch {
    return false;
  }
}
