import type { Generated } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import type { Escalation, Fire } from "./escalation.ts";
import { PRIORITIES } from "./policy.ts";
import type { Trigger } from "./waits.ts";

type LadderVersionTable = {
  ladder_id: number;
  no: number;
  definition: string;
  made_by: number | null;
  made_at: number;
};

type EscalationTable = {
  id: Id;
  ticket_id: number;
  cause: Trigger;
  cycle: number;
  n: number;
  ladder_id: number;
  ladder_version: number;
  anchor_at: number;
  state: Escalation["state"];
  round: number | null;
  step: number | null;
  due_at: number | null;
  left_ms: number | null;
  blockers: string;
  ended: Escalation["ended"];
  lock_no: number;
  next_at: number | null;
  /** 0 is the most urgent. */
  rank: Generated<number>;
  last_error: string | null;
  tries: number;
  retry_at: number | null;
};

type FireTable = {
  escalation_id: number;
  round: number;
  step: number;
  due_at: number | null;
  fired_at: number;
  outcome: Fire["outcome"];
  told: string;
  reason: string | null;
  by_id: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ladder: { id: Id };
    ladder_version: LadderVersionTable;
    escalation: EscalationTable;
    escalation_fire: FireTable;
    escalation_lost: { escalation_id: number; round: number; step: number; lost_at: number };
  }
}

export const ladderVersions = (db: Database) =>
  db
    .selectFrom("ladder_version")
    .leftJoin("person", "person.id", "ladder_version.made_by")
    .selectAll("ladder_version")
    .select("person.name as by")
    .orderBy("ladder_id")
    .orderBy("no")
    .execute();

export const addLadder = async (db: Database): Promise<number> =>
  (await db.insertInto("ladder").defaultValues().returning("id").executeTakeFirstOrThrow()).id;

export const addLadderVersion = (db: Database, version: LadderVersionTable) =>
  db.insertInto("ladder_version").values(version).execute();

export const escalationsAbout = (db: Database, ticketId: number) =>
  db.selectFrom("escalation").selectAll().where("ticket_id", "=", ticketId).orderBy("id").execute();

export const firesAbout = (db: Database, ticketId: number) =>
  db
    .selectFrom("escalation_fire")
    .innerJoin("escalation", "escalation.id", "escalation_fire.escalation_id")
    .leftJoin("escalation_lost", (join) =>
      join
        .onRef("escalation_lost.escalation_id", "=", "escalation_fire.escalation_id")
        .onRef("escalation_lost.round", "=", "escalation_fire.round")
        .onRef("escalation_lost.step", "=", "escalation_fire.step"),
    )
    .selectAll("escalation_fire")
    .select(["escalation.cause", "escalation.cycle", "escalation.n", "escalation_lost.lost_at"])
    .where("escalation.ticket_id", "=", ticketId)
    .orderBy("escalation_fire.round")
    .orderBy("escalation_fire.step")
    .execute();

export const ticketOf = async (db: Database, escalationId: number): Promise<number | undefined> =>
  (await db.selectFrom("escalation").select("ticket_id").where("id", "=", escalationId).executeTakeFirst())?.ticket_id;

export const addLost = (db: Database, row: { escalation_id: number; round: number; step: number; lost_at: number }) =>
  db.insertInto("escalation_lost").values(row).execute();

export type DerivedEscalation = Omit<EscalationTable, "id" | "rank" | "last_error" | "tries" | "retry_at"> & {
  rank: number;
};

export const saveEscalation = (db: Database, row: DerivedEscalation) =>
  db
    .insertInto("escalation")
    .values({ ...row, last_error: null, tries: 0, retry_at: null })
    .onConflict((one) => one.columns(["ticket_id", "cause", "cycle", "n"]).doUpdateSet(row))
    .execute();

/** The key refuses a step that was taken already. */
export const addFire = (db: Database, fire: FireTable) => db.insertInto("escalation_fire").values(fire).execute();

const dueOfRank = (db: Database, rank: number, now: number) =>
  db
    .selectFrom("escalation")
    .select(["id", "ticket_id as about", "tries"])
    .where("rank", "=", rank)
    .where("next_at", "<=", now)
    .where((where) => where.or([where("retry_at", "is", null), where("retry_at", "<=", now)]))
    .orderBy("next_at")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();

/** The most urgent that is due, and among those what waits longest. Rank by rank, so that each is one step in an index. */
export async function dueEscalation(db: Database, now: number) {
  for (const rank of PRIORITIES.keys()) {
    const due = await dueOfRank(db, rank, now);
    if (due) return due;
  }
  return undefined;
}

/** Ladders that told everybody, of what nobody has answered, seen or put aside since; the longest first. */
export const usedUp = (db: Database, limit: number) =>
  db
    .selectFrom("escalation")
    .select(["ticket_id as about", "anchor_at as since"])
    .where("ended", "=", "used up")
    .where("blockers", "=", "[]")
    .orderBy("anchor_at")
    .orderBy("id")
    .limit(limit)
    .execute();

export const noteTrouble = (
  db: Database,
  id: number,
  trouble: Pick<EscalationTable, "last_error" | "tries" | "retry_at">,
) => db.updateTable("escalation").set(trouble).where("id", "=", id).execute();

export const clearTrouble = (db: Database, ticketId: number) =>
  db
    .updateTable("escalation")
    .set({ last_error: null, tries: 0, retry_at: null })
    .where("ticket_id", "=", ticketId)
    .where("tries", ">", 0)
    .execute();

export const failingEscalation = (db: Database) =>
  db.selectFrom("escalation").select("last_error").where("retry_at", "is not", null).limit(1).executeTakeFirst();

export const failingEscalations = (db: Database, limit: number) =>
  db
    .selectFrom("escalation")
    .select(["ticket_id as about", "last_error as error", "tries", "retry_at as retryAt"])
    .where("retry_at", "is not", null)
    .where("last_error", "is not", null)
    .$narrowType<{ error: string; retryAt: number }>()
    .orderBy("retry_at")
    .limit(limit)
    .execute();

/** How late the ladder is: the oldest step that should have been taken by now. */
export const oldestDue = (db: Database, now: number) =>
  db
    .selectFrom("escalation")
    .select((select) => [select.fn.countAll<number>().as("count"), select.fn.min("next_at").as("oldest")])
    .where("next_at", "<=", now)
    .executeTakeFirstOrThrow();
