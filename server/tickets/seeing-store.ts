import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";

/** Through whose eyes a query looks. Null: the portal's own, which shows nobody what it finds. */
export type Eyes = { id: number; isOnlyOwn: boolean } | null;

/**
 * The one rule about which tickets somebody may see, as every query asks it: `canSee` in ticket.ts is the same for a
 * ticket that is at hand. What is confidential is open to those named and to who asked,
 * and to whom they let read along.
 */
export function seenBy(eyes: Eyes) {
  if (eyes === null) return sql<boolean>`true`;
  const among = `%,${eyes.id},%`;
  const isOwn = sql<boolean>`ticket.requester_id = ${eyes.id} or ticket.participants like ${among}`;
  if (eyes.isOnlyOwn) return sql<boolean>`(${isOwn})`;
  return sql<boolean>`(ticket.insiders is null or ${isOwn} or ticket.insiders like ${among})`;
}

/** Those of these tickets that may be seen. */
export const seenAmong = async (db: Database, ids: readonly number[], eyes: Eyes): Promise<Set<number>> => {
  if (ids.length === 0) return new Set();
  const rows = await db.selectFrom("ticket").select("id").where("id", "in", ids).where(seenBy(eyes)).execute();
  return new Set(rows.map(({ id }) => id));
};

/** Those that are open to named people only, newest first. */
export const confidentialTickets = (db: Database, before: number, limit: number) =>
  db
    .selectFrom("ticket")
    .select(["id", "number", "opened_at as openedAt", "insiders"])
    .where("insiders", "is not", null)
    .where("id", "<", before)
    .$narrowType<{ insiders: string }>()
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
