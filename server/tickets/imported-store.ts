import type { Database } from "#server/platform/database/database.ts";
import { type Eyes, seenBy } from "./seeing-store.ts";

type WishTable = {
  id: number;
  asked_by: number;
  asked_at: number;
  at_id: number;
  upto_id: number;
  done_at: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    making_live: WishTable;
  }
}

/** There is one wish at most. */
const THE_ONE = 1;

/** What waits to be made live: neither over nor set aside. */
const held = (db: Database) =>
  db
    .selectFrom("ticket")
    .where("ticket.held_at", "is not", null)
    .where("ticket.resolved_at", "is", null)
    .where("ticket.status", "!=", "merged")
    .where("ticket.spam_at", "is", null);

/** The oldest first, as they came in. */
export const heldTickets = (db: Database, eyes: Eyes, after: number, limit: number) =>
  held(db)
    .innerJoin("person as requester", "requester.id", "ticket.requester_id")
    .select([
      "ticket.id",
      "ticket.number",
      "ticket.subject",
      "ticket.status",
      "ticket.opened_at as openedAt",
      "ticket.held_at as heldAt",
      "requester.name as requester",
    ])
    .where("ticket.id", ">", after)
    .where(seenBy(eyes))
    .$narrowType<{ heldAt: number }>()
    .orderBy("ticket.id")
    .limit(limit)
    .execute();

export const nextHeld = (db: Database, after: number, upTo: number) =>
  held(db)
    .select("ticket.id")
    .where("ticket.id", ">", after)
    .where("ticket.id", "<=", upTo)
    .orderBy("ticket.id")
    .limit(1)
    .executeTakeFirst();

export const lastHeld = (db: Database) =>
  held(db).select("ticket.id").orderBy("ticket.id", "desc").limit(1).executeTakeFirst();

export const wishToMakeLive = (db: Database) =>
  db
    .selectFrom("making_live")
    .leftJoin("person", "person.id", "making_live.asked_by")
    .select(["person.name as askedBy", "asked_at as askedAt", "at_id as atId", "upto_id as upToId"])
    .where("done_at", "is", null)
    .executeTakeFirst();

/** Says whether it is a new one: while one is being carried out, another changes nothing. */
export const keepWish = async (db: Database, wish: Pick<WishTable, "asked_by" | "asked_at" | "upto_id">) => {
  const row = { ...wish, at_id: 0, done_at: null };
  const kept = await db
    .insertInto("making_live")
    .values({ id: THE_ONE, ...row })
    .onConflict((one) => one.column("id").doUpdateSet(row).where("making_live.done_at", "is not", null))
    .returning("id")
    .executeTakeFirst();
  return kept !== undefined;
};

export const moveWish = (db: Database, change: Partial<Pick<WishTable, "at_id" | "done_at">>) =>
  db.updateTable("making_live").set(change).where("id", "=", THE_ONE).execute();
