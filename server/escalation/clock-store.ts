import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import type { BreachKind, ClockState } from "./clocks.ts";
import type { Metric, Target } from "./policy.ts";

type ClockTable = {
  id: Id;
  ticket_id: number;
  /** What people call the question, and where it is shown. */
  name: string;
  address: string;
  metric: Metric;
  n: number;
  policy_id: number;
  policy_version: number;
  calendar_id: number;
  calendar_version: number;
  counts: Target["counts"];
  target_ms: number;
  started_at: number;
  stopped_at: number | null;
  used_ms: number | null;
  state: ClockState;
  due_at: number | null;
  warn_at: number | null;
  breached_at: number | null;
  breach_kind: BreachKind | null;
  waived_reason: string | null;
  note: string | null;
  pauses: string;
  told_warning_at: number | null;
  told_breach_at: number | null;
  next_at: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    sla_clock: ClockTable;
  }
}

/** What is derived from facts; what people were told is kept beside it. */
export type DerivedRow = Omit<ClockTable, "id" | "told_warning_at" | "told_breach_at" | "next_at">;

export const clocksAbout = (db: Database, ids: readonly number[]) =>
  db
    .selectFrom("sla_clock")
    .selectAll()
    .where("ticket_id", "in", [...ids])
    .orderBy("ticket_id")
    .orderBy("started_at")
    .orderBy("id")
    .execute();

export const saveClock = (db: Database, row: DerivedRow & { next_at: number | null }) =>
  db
    .insertInto("sla_clock")
    .values({ ...row, told_warning_at: null, told_breach_at: null })
    .onConflict((one) => one.columns(["ticket_id", "metric", "n"]).doUpdateSet(row))
    .execute();

export const removeClock = (db: Database, id: number) => db.deleteFrom("sla_clock").where("id", "=", id).execute();

/** Those that would move if their calendar were another. */
export const unfinishedByCalendar = (db: Database, calendarId: number, limit: number) =>
  db
    .selectFrom("sla_clock")
    .selectAll()
    .where("calendar_id", "=", calendarId)
    .where("state", "in", ["running", "paused"])
    .where("counts", "=", "business")
    .orderBy("id")
    .limit(limit)
    .execute();

/** By calendar and version, how many running clocks are never due. */
export const clocksOutOfTime = (db: Database) =>
  db
    .selectFrom("sla_clock")
    .innerJoin("calendar", "calendar.id", "sla_clock.calendar_id")
    .select((select) => [
      "sla_clock.calendar_id as calendarId",
      "calendar.name as calendar",
      "sla_clock.calendar_version as version",
      select.fn.countAll<number>().as("clocks"),
    ])
    .where("sla_clock.note", "is not", null)
    .where("sla_clock.state", "=", "running")
    .groupBy(["sla_clock.calendar_id", "calendar.name", "sla_clock.calendar_version"])
    .orderBy("sla_clock.calendar_id")
    .orderBy("sla_clock.calendar_version")
    .execute();

/** The clock that has to be looked at first. */
export const dueClock = (db: Database, now: number) =>
  db
    .selectFrom("sla_clock")
    .select("ticket_id as about")
    .where("next_at", "<=", now)
    .orderBy("next_at")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();

export const noteTold = (
  db: Database,
  id: number,
  told: Partial<Pick<ClockTable, "told_warning_at" | "told_breach_at" | "next_at">>,
) => db.updateTable("sla_clock").set(told).where("id", "=", id).execute();

export const postponeLook = (db: Database, about: number, until: number) =>
  db
    .updateTable("sla_clock")
    .set({ next_at: until })
    .where("ticket_id", "=", about)
    .where("next_at", "<", until)
    .execute();
