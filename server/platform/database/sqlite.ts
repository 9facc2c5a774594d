import { mkdirSync } from "node:fs";
import path from "node:path";
import BetterSqlite from "better-sqlite3";
import { Kysely } from "kysely";
import { Misuse } from "#server/platform/errors.ts";
import type { OpenDatabase } from "./database.ts";
import { fenced } from "./fence.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import type { Tables } from "./tables.ts";

/** Older ones can corrupt a WAL file when two connections are busy. */
const OLDEST_SAFE = [3, 51, 3];

export const DATABASE_FILE = "firstline.sqlite";

export function openSqlite(dataDir: string): OpenDatabase {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = path.join(dataDir, DATABASE_FILE);
  const connection = openConnection(file);
  const db = new Kysely<Tables>({ dialect: fenced(sqliteDialect(connection)) });
  return { db, engine: "sqlite", file, close: () => db.destroy() };
}

export function openConnection(file: string, options: BetterSqlite.Options = {}): BetterSqlite.Database {
  const connection = new BetterSqlite(file, { timeout: 5000, ...options });
  refuseUnsafeVersion(connection);
  connection.pragma("journal_mode = WAL");
  // Set on every connection: a reopened WAL file comes back at NORMAL, which may lose the last commits in a power cut.
  connection.pragma("synchronous = FULL");
  connection.pragma("foreign_keys = ON");
  connection.pragma("trusted_schema = OFF");
  connection.pragma("cell_size_check = ON");
  connection.pragma("mmap_size = 0");
  connection.pragma("journal_size_limit = 67108864");
  connection.pragma("cache_size = -32000");
  if (connection.pragma("synchronous", { simple: true }) !== 2)
    throw new Misuse(`${file} does not accept synchronous=FULL.`, 1);
  return connection;
}

function refuseUnsafeVersion(connection: BetterSqlite.Database): void {
  const version = String(connection.prepare("select sqlite_version()").pluck().get());
  const parts = version.split(".").map(Number);
  for (const [place, oldest] of OLDEST_SAFE.entries()) {
    const part = parts[place] ?? 0;
    if (part > oldest) return;
    if (part < oldest)
      throw new Misuse(
        `SQLite ${version} can corrupt a busy file; Firstline needs ${OLDEST_SAFE.join(".")} or newer. Run npm ci again.`,
        1,
      );
  }
}
