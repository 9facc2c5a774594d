import type { Generated } from "kysely";

/** All tables. Each room adds its own in its `store.ts` by declaration merging; nobody else writes them. */
export interface Tables {
  migration_checksum: { name: string; checksum: string };
  submission: { id: string; person_id: number; location: string | null; created_at: number };
  counter: { name: string; value: number };
  setting: { name: string; value: string };
  imported: { kind: string; external_id: string; id: number; imported_at: number };
}

/** An id the database hands out. */
export type Id = Generated<number>;
