import type { Database } from "#server/platform/database/database.ts";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ladder_move: { escalation_id: number; ladder_version: number; moved_at: number; moved_by: number };
  }
}

export const movesAbout = (db: Database, ticketId: number) =>
  db
    .selectFrom("ladder_move")
    .innerJoin("escalation", "escalation.id", "ladder_move.escalation_id")
    .select(["ladder_move.ladder_version as to", "escalation.cause", "escalation.cycle", "escalation.n"])
    .where("escalation.ticket_id", "=", ticketId)
    .execute();

const runningOld = (db: Database, ladderId: number, no: number) =>
  db
    .selectFrom("escalation")
    .where("ladder_id", "=", ladderId)
    .where("ladder_version", "<", no)
    .where("state", "<>", "ended");

/** Those that run by an older version than this one. */
export const olderRunning = (db: Database, ladderId: number, no: number, limit: number) =>
  runningOld(db, ladderId, no)
    .select(["id", "ticket_id as about", "cause", "cycle", "n", "ladder_version as version"])
    .orderBy("ladder_version")
    .orderBy("id")
    .limit(limit)
    .execute();

export const countOlderRunning = async (db: Database, ladderId: number, no: number): Promise<number> => {
  const row = await runningOld(db, ladderId, no)
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(row.count);
};

export const moveLadder = (db: Database, escalationId: number, to: number, at: number, by: number) => {
  const move = { ladder_version: to, moved_at: at, moved_by: by };
  return db
    .insertInto("ladder_move")
    .values({ escalation_id: escalationId, ...move })
    .onConflict((one) => one.column("escalation_id").doUpdateSet(move))
    .execute();
};
