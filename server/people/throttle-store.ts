import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    sign_in_failure: { key: string; failures: number; last_at: number };
  }
}

export const failuresOf = (db: Database, keys: string[]) =>
  db.selectFrom("sign_in_failure").selectAll().where("key", "in", keys).execute();

/** One more; what has leaked away since the last one is taken off first. */
export function countFailure(db: Database, key: string, now: number, leak: number) {
  // SQLite gets big numbers as floating point ones, so the division has to be made whole again.
  const leaked = sql<number>`cast(floor((${now} - sign_in_failure.last_at) / ${leak}) as integer)`;
  return db
    .insertInto("sign_in_failure")
    .values({ key, failures: 1, last_at: now })
    .onConflict((one) =>
      one.column("key").doUpdateSet({
        failures: sql<number>`case when ${leaked} >= sign_in_failure.failures then 1 else sign_in_failure.failures - ${leaked} + 1 end`,
        last_at: now,
      }),
    )
    .execute();
}

/** This one was none after all. */
export const takeBackFailure = (db: Database, key: string) =>
  db
    .updateTable("sign_in_failure")
    .set((set) => ({ failures: set("failures", "-", 1) }))
    .where("key", "=", key)
    .where("failures", ">", 0)
    .execute();

export const forgetFailures = (db: Database, key: string) =>
  db.deleteFrom("sign_in_failure").where("key", "=", key).execute();

export const forgetOldFailures = (db: Database, before: number) =>
  db.deleteFrom("sign_in_failure").where("last_at", "<", before).execute();
