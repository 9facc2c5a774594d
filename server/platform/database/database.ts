import type { Kysely, Transaction } from "kysely";
import type { Config } from "#server/platform/config.ts";
import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";
import type { Tables } from "./tables.ts";

export type Engine = "sqlite" | "postgres";
export type Database = Kysely<Tables> | Transaction<Tables>;

export type OpenDatabase = { db: Kysely<Tables>; engine: Engine; file: string | undefined; close(): Promise<void> };

/** SQLite in the data folder, or PostgreSQL when `DATABASE_URL` names one. */
export function openDatabase(config: Pick<Config, "dataDir" | "databaseUrl">): OpenDatabase {
  return config.databaseUrl ? openPostgres(config.databaseUrl) : openSqlite(config.dataDir);
}
