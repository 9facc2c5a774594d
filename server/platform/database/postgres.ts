import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { OpenDatabase } from "./database.ts";
import { fenced } from "./fence.ts";
import type { Tables } from "./tables.ts";

const BIGINT = 20;
const NUMERIC = 1700;

/** bigint and numeric arrive as text by default; ours are milliseconds and counts, which fit a number. */
function readNumbers(oid: number, format?: string) {
  return oid === BIGINT || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format as "text");
}

export function openPostgres(databaseUrl: string): OpenDatabase {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 10,
    types: { getTypeParser: readNumbers as typeof pg.types.getTypeParser },
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
  });
  // A connection that drops while idle must not end the process; the next query reports it.
  pool.on("error", () => {});
  const db = new Kysely<Tables>({ dialect: fenced(new PostgresDialect({ pool })) });
  return { db, engine: "postgres", file: undefined, close: () => db.destroy() };
}
