import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";

type MergeTable = {
  id: Id;
  from_id: number;
  into_id: number;
  merged_by: number;
  merged_at: number;
  reversible_until: number;
  let_in: number | null;
  undone_at: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ticket_merge: MergeTable;
  }
}

export const addMerge = (db: Database, merge: Omit<MergeTable, "id" | "undone_at">) =>
  db
    .insertInto("ticket_merge")
    .values({ ...merge, undone_at: null })
    .execute();

/** The merge that took this ticket away, while it holds. */
export const mergeOf = (db: Database, ticketId: number) =>
  db
    .selectFrom("ticket_merge")
    .innerJoin("ticket", "ticket.id", "ticket_merge.into_id")
    .select([
      "ticket_merge.id",
      "ticket_merge.into_id as intoId",
      "ticket.number as into",
      "ticket_merge.merged_at as at",
      "ticket_merge.reversible_until as reversibleUntil",
      "ticket_merge.let_in as letIn",
    ])
    .where("ticket_merge.from_id", "=", ticketId)
    .where("ticket_merge.undone_at", "is", null)
    .executeTakeFirst();

/** The numbers of what was merged into this one, oldest first. */
export const mergedInto = async (db: Database, ticketId: number, limit: number): Promise<number[]> => {
  const rows = await db
    .selectFrom("ticket_merge")
    .innerJoin("ticket", "ticket.id", "ticket_merge.from_id")
    .select("ticket.number")
    .where("ticket_merge.into_id", "=", ticketId)
    .where("ticket_merge.undone_at", "is", null)
    .orderBy("ticket_merge.merged_at")
    .orderBy("ticket_merge.id")
    .limit(limit)
    .execute();
  return rows.map(({ number }) => number);
};

export const endMerge = (db: Database, id: number, at: number) =>
  db.updateTable("ticket_merge").set({ undone_at: at }).where("id", "=", id).execute();
