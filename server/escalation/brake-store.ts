import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";

export const BRAKE_CAUSES = ["many", "person"] as const;
export type BrakeCause = (typeof BRAKE_CAUSES)[number];

type BrakeTable = {
  id: Id;
  tripped_at: number;
  cause: BrakeCause;
  /** Who would have been told too often; null where too many steps were due at once. */
  person_id: number | null;
  allowed: number;
  let_go_at: number | null;
  let_go_by: number | null;
};
type HoldTable = {
  escalation_id: number;
  lock_no: number;
  brake_id: number;
  held_at: number;
  let_go_at: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ladder_brake: BrakeTable;
    ladder_hold: HoldTable;
    escalation_told: { escalation_id: number; round: number; step: number; person_id: number; told_at: number };
  }
}

/** The key refuses to tell somebody of the same step twice. */
export const addTold = (
  db: Database,
  at: number,
  place: { escalation_id: number; round: number; step: number },
  ids: readonly number[],
) =>
  db
    .insertInto("escalation_told")
    .values(ids.map((person_id) => ({ ...place, person_id, told_at: at })))
    .execute();

/** How often each was told since an instant; whoever was not told is not there. */
export const timesTold = async (db: Database, ids: readonly number[], since: number): Promise<Map<number, number>> => {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("escalation_told")
    .select((select) => ["person_id", select.fn.countAll<number>().as("count")])
    .where("person_id", "in", [...ids])
    .where("told_at", ">", since)
    .groupBy("person_id")
    .execute();
  return new Map(rows.map(({ person_id, count }) => [person_id, Number(count)]));
};

/** Of what somebody was told since an instant, oldest first. */
export const toldTo = (db: Database, personId: number, since: number, limit: number) =>
  db
    .selectFrom("escalation_told")
    .innerJoin("escalation", "escalation.id", "escalation_told.escalation_id")
    .select(["escalation.ticket_id as about", "escalation.id"])
    .where("escalation_told.person_id", "=", personId)
    .where("escalation_told.told_at", ">=", since)
    .orderBy("escalation_told.told_at")
    .orderBy("escalation.id")
    .limit(limit)
    .execute();

export const stepsTakenSince = async (db: Database, since: number): Promise<number> => {
  const row = await db
    .selectFrom("escalation_fire")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("fired_at", ">", since)
    .where("outcome", "=", "told")
    .where("by_id", "is", null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
};

export const openBrake = (db: Database) =>
  db
    .selectFrom("ladder_brake")
    .leftJoin("person", "person.id", "ladder_brake.person_id")
    .selectAll("ladder_brake")
    .select("person.name")
    .where("ladder_brake.let_go_at", "is", null)
    .orderBy("ladder_brake.id")
    .executeTakeFirst();

export const addBrake = async (
  db: Database,
  brake: Pick<BrakeTable, "tripped_at" | "cause" | "person_id" | "allowed">,
) =>
  (
    await db
      .insertInto("ladder_brake")
      .values({ ...brake, let_go_at: null, let_go_by: null })
      .returning("id")
      .executeTakeFirstOrThrow()
  ).id;

export const endBrake = (db: Database, id: number, at: number, by: number | null) =>
  db
    .updateTable("ladder_brake")
    .set({ let_go_at: at, let_go_by: by })
    .where("id", "=", id)
    .where("let_go_at", "is", null)
    .executeTakeFirst();

export const addHold = (db: Database, hold: Omit<HoldTable, "let_go_at">) =>
  db
    .insertInto("ladder_hold")
    .values({ ...hold, let_go_at: null })
    .onConflict((one) => one.columns(["escalation_id", "lock_no"]).doNothing())
    .execute();

export const holdsAbout = (db: Database, ticketId: number) =>
  db
    .selectFrom("ladder_hold")
    .innerJoin("escalation", "escalation.id", "ladder_hold.escalation_id")
    .select(["ladder_hold.held_at", "ladder_hold.let_go_at", "escalation.cause", "escalation.cycle", "escalation.n"])
    .where("escalation.ticket_id", "=", ticketId)
    .orderBy("ladder_hold.held_at")
    .execute();

export const wasHeld = (db: Database, escalationId: number, lockNo: number) =>
  db
    .selectFrom("ladder_hold")
    .select("let_go_at")
    .where("escalation_id", "=", escalationId)
    .where("lock_no", "=", lockNo)
    .executeTakeFirst();

/** What the brake holds, longest first. What was answered meanwhile is held by nothing any more. */
export const heldNow = (db: Database, limit: number) =>
  db
    .selectFrom("ladder_hold")
    .innerJoin("escalation", "escalation.id", "ladder_hold.escalation_id")
    .select(["escalation.id", "escalation.ticket_id as about", "ladder_hold.held_at as heldAt"])
    .where("ladder_hold.let_go_at", "is", null)
    .where("escalation.state", "=", "frozen")
    .orderBy("ladder_hold.held_at")
    .orderBy("escalation.rank")
    .orderBy("escalation.id")
    .limit(limit)
    .execute();

export const countHeld = async (db: Database): Promise<number> => {
  const row = await db
    .selectFrom("ladder_hold")
    .innerJoin("escalation", "escalation.id", "ladder_hold.escalation_id")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("ladder_hold.let_go_at", "is", null)
    .where("escalation.state", "=", "frozen")
    .executeTakeFirstOrThrow();
  return Number(row.count);
};

export const letGo = (db: Database, escalationId: number, at: number) =>
  db
    .updateTable("ladder_hold")
    .set({ let_go_at: at })
    .where("escalation_id", "=", escalationId)
    .where("let_go_at", "is", null)
    .execute();

/** The portal looks at each of them again, and finds that nothing holds it. */
export async function letAllGo(db: Database, at: number): Promise<void> {
  const held = db.selectFrom("ladder_hold").select("escalation_id").where("let_go_at", "is", null);
  await db
    .updateTable("escalation")
    .set({ next_at: at })
    .where("id", "in", held)
    .where("state", "!=", "ended")
    .execute();
  await db.updateTable("ladder_hold").set({ let_go_at: at }).where("let_go_at", "is", null).execute();
}
