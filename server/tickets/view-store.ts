import type { Database } from "#server/platform/database/database.ts";

type ViewTable = {
  slug: string;
  name: string;
  query: string;
  owner_id: number;
  shared_at: number | null;
  made_at: number;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    desk_view: ViewTable;
  }
}

const VIEW = ["slug", "name", "query", "owner_id as ownerId", "shared_at as sharedAt"] as const;

const visibleTo = (db: Database, personId: number) =>
  db
    .selectFrom("desk_view")
    .select(VIEW)
    .where((where) => where.or([where("owner_id", "=", personId), where("shared_at", "is not", null)]));

/** Their own and what others share. */
export const viewsFor = (db: Database, personId: number, limit: number) =>
  visibleTo(db, personId).orderBy("name").orderBy("slug").limit(limit).execute();

export const viewBySlug = (db: Database, personId: number, slug: string) =>
  visibleTo(db, personId).where("slug", "=", slug).executeTakeFirst();

/** Says whether the name was free. */
export const addView = async (db: Database, view: ViewTable): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("desk_view")
    .values(view)
    .onConflict((one) => one.column("slug").doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
};

export const dropView = (db: Database, slug: string) => db.deleteFrom("desk_view").where("slug", "=", slug).execute();
