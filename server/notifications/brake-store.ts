import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";

type BrakeTable = { name: string; tripped_at: number; last_at: number; count: number };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    mail_brake: BrakeTable;
  }
}

type Whose = { personId?: number; about?: string; since?: number };

/** No index knows all that went to somebody; what goes out within a day is among the newest. */
const lately = sql<number>`(select coalesce(max(id), 0) - 20000 from outbox)`;

/** How many messages of a kind were queued: for somebody, about something, since an instant. */
export const countAutomatic = async (
  db: Database,
  kind: string,
  { personId, about, since }: Whose,
): Promise<number> => {
  const row = await db
    .selectFrom("outbox")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("kind", "=", kind)
    .$if(personId !== undefined, (query) => query.where("person_id", "=", personId ?? 0))
    .$if(about !== undefined, (query) => query.where("about", "=", about ?? ""))
    .$if(since !== undefined, (query) => query.where("created_at", ">", since ?? 0).where("id", ">", lately))
    .executeTakeFirstOrThrow();
  return Number(row.count);
};

export const tripBrake = (db: Database, name: string, at: number) =>
  db
    .insertInto("mail_brake")
    .values({ name, tripped_at: at, last_at: at, count: 1 })
    .onConflict((one) =>
      one.column("name").doUpdateSet((set) => ({ last_at: at, count: set("mail_brake.count", "+", 1) })),
    )
    .execute();

export const brakesSince = (db: Database, since: number, limit: number) =>
  db
    .selectFrom("mail_brake")
    .select(["name", "tripped_at as trippedAt", "last_at as lastAt", "count"])
    .where("last_at", ">", since)
    .orderBy("last_at", "desc")
    .limit(limit)
    .execute();

export const releaseBrake = (db: Database, name: string) =>
  db.deleteFrom("mail_brake").where("name", "=", name).execute();
