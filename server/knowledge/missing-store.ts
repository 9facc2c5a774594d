import type { Database } from "#server/platform/database/database.ts";

type MissingTable = {
  address: string;
  hits: number;
  first_at: number;
  last_at: number;
  settled_at: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    missing_page: MissingTable;
    missing_page_day: { address: string; day: number; hits: number };
  }
}

export async function countMissing(
  db: Database,
  address: string,
  hits: number,
  at: number,
  day: number,
): Promise<void> {
  await db
    .insertInto("missing_page")
    .values({ address, hits, first_at: at, last_at: at, settled_at: null })
    .onConflict((one) =>
      one.column("address").doUpdateSet((set) => ({ hits: set("missing_page.hits", "+", hits), last_at: at })),
    )
    .execute();
  await db
    .insertInto("missing_page_day")
    .values({ address, day, hits })
    .onConflict((one) =>
      one.columns(["address", "day"]).doUpdateSet((set) => ({ hits: set("missing_page_day.hits", "+", hits) })),
    )
    .execute();
}

/** Which of these are pages after all: they were missing for one reader only. */
export const existing = async (db: Database, slugs: readonly string[]): Promise<Set<string>> => {
  const rows = await db.selectFrom("article").select("slug").where("slug", "in", slugs).execute();
  return new Set(rows.map(({ slug }) => slug));
};

export async function countAddresses(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom("missing_page")
    .select((take) => take.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Those asked for least, and not for the longest time, make room first. */
export async function forgetLeast(db: Database, many: number): Promise<void> {
  if (many <= 0) return;
  const rows = await db
    .selectFrom("missing_page")
    .select("address")
    .orderBy("hits")
    .orderBy("last_at")
    .limit(many)
    .execute();
  const addresses = rows.map(({ address }) => address);
  await db.deleteFrom("missing_page_day").where("address", "in", addresses).execute();
  await db.deleteFrom("missing_page").where("address", "in", addresses).execute();
}

export const forgetDaysBefore = (db: Database, day: number) =>
  db.deleteFrom("missing_page_day").where("day", "<", day).execute();

/** What is asked for most, since a day; what was settled is no work any more. */
export const missingSince = (db: Database, day: number, limit: number) =>
  db
    .selectFrom("missing_page")
    .innerJoin("missing_page_day", "missing_page_day.address", "missing_page.address")
    .where("missing_page.settled_at", "is", null)
    .where("missing_page_day.day", ">=", day)
    .groupBy(["missing_page.address", "missing_page.last_at", "missing_page.first_at"])
    .select((take) => [
      "missing_page.address",
      "missing_page.first_at as firstAt",
      "missing_page.last_at as lastAt",
      take.fn.sum<number>("missing_page_day.hits").as("hits"),
    ])
    .orderBy("hits", "desc")
    .orderBy("missing_page.address")
    .limit(limit)
    .execute();

export const daysOf = (db: Database, addresses: readonly string[], day: number) =>
  db.selectFrom("missing_page_day").selectAll().where("address", "in", addresses).where("day", ">=", day).execute();

export const settleMissing = (db: Database, address: string, at: number) =>
  db.updateTable("missing_page").set({ settled_at: at }).where("address", "=", address).executeTakeFirst();
