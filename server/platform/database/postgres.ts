import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { Misuse } from "#server/platform/errors.ts";
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

/** Other encodings keep bytes they cannot read: the first word with an accent would fail in a search. */
export async function refuseOtherEncodings({ db, engine }: OpenDatabase): Promise<void> {
  if (engine !== "postgres") return;
  const { rows } = await sql<{ server_encoding: string }>`show server_encoding`.execute(db);
  const encoding = rows[0]?.server_encoding;
  if (encoding !== "UTF8")
    throw new Misuse(
      `The database that DATABASE_URL names is encoded in ${encoding}; Firstline needs UTF8. Make another one with createdb --encoding=UTF8 --template=template0 NAME.`,
    );
}
