import type { Kysely } from "kysely";
import type { Engine } from "./database.ts";

/** Which engine a database runs on. The adapter is the one thing a migration's database tells of it. */
export const engineOf = (db: Pick<Kysely<never>, "getExecutor">): Engine =>
  db.getExecutor().adapter.constructor.name === "PostgresAdapter" ? "postgres" : "sqlite";
