import type { Database } from "#server/platform/database/database.ts";
import { type Eyes, seenBy } from "./seeing-store.ts";

/** Those of these tickets, by number, that may be seen. */
export const numbersSeen = async (db: Database, numbers: readonly number[], eyes: Eyes): Promise<Set<number>> => {
  if (numbers.length === 0) return new Set();
  const rows = await db
    .selectFrom("ticket")
    .select("number")
    .where("number", "in", numbers)
    .where(seenBy(eyes))
    .execute();
  return new Set(rows.map(({ number }) => number));
};
