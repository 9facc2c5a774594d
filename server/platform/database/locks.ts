import type { SelectQueryBuilder } from "kysely";
import type { Database } from "./database.ts";
import { engineOf } from "./engine.ts";
import type { Tables } from "./tables.ts";

/**
 * What is read cannot be changed until the transaction ends, while others may read it, too. A transaction on SQLite is
 * the only one that writes anyway.
 */
export const shared = <Table extends keyof Tables, Row>(
  db: Database,
  query: SelectQueryBuilder<Tables, Table, Row>,
): SelectQueryBuilder<Tables, Table, Row> => (engineOf(db) === "postgres" ? query.forShare() : query);
