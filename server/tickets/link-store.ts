import type { Database } from "#server/platform/database/database.ts";
import type { LinkKind } from "./link.ts";
import { type Eyes, seenBy } from "./seeing-store.ts";

type LinkTable = { from_id: number; kind: LinkKind; to_id: number; made_at: number };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ticket_link: LinkTable;
  }
}

/** Says whether it is new. */
export const addLink = async (db: Database, link: LinkTable): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("ticket_link")
    .values(link)
    .onConflict((one) => one.columns(["from_id", "kind", "to_id"]).doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
};

export const isLinked = async (db: Database, fromId: number, kind: LinkKind, toId: number): Promise<boolean> =>
  (await db
    .selectFrom("ticket_link")
    .select("made_at")
    .where("from_id", "=", fromId)
    .where("kind", "=", kind)
    .where("to_id", "=", toId)
    .executeTakeFirst()) !== undefined;

/** Says whether there was one. */
export const removeLink = async (db: Database, fromId: number, kind: LinkKind, toId: number): Promise<boolean> => {
  const { numDeletedRows } = await db
    .deleteFrom("ticket_link")
    .where("from_id", "=", fromId)
    .where("kind", "=", kind)
    .where("to_id", "=", toId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
};

/** Those made here, or those that lead here; only with tickets that may be seen. */
export const linkedFrom = (db: Database, end: "from_id" | "to_id", ticketId: number, eyes: Eyes, limit: number) =>
  db
    .selectFrom("ticket_link")
    .innerJoin("ticket", "ticket.id", end === "from_id" ? "ticket_link.to_id" : "ticket_link.from_id")
    .select(["ticket_link.kind", "ticket.number", "ticket.subject", "ticket.status"])
    .where(`ticket_link.${end}`, "=", ticketId)
    .where(seenBy(eyes))
    .orderBy("ticket_link.made_at")
    .orderBy("ticket.number")
    .limit(limit)
    .execute();
