import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";

type Version = { no: number; definition: string; made_by: number | null; made_at: number };
type CalendarVersionTable = Version & { calendar_id: number; applies_from: number | null; note: string };
type PolicyVersionTable = Version & { policy_id: number };

export const HOLIDAY_STATES = ["proposed", "approved", "dismissed"] as const;
type HolidayTable = {
  calendar_id: number;
  local_date: string;
  label: string;
  state: (typeof HOLIDAY_STATES)[number];
  decided_by: number | null;
  read_at: number;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    calendar: { id: Id; name: string };
    calendar_version: CalendarVersionTable;
    calendar_holiday: HolidayTable;
    sla_policy: { id: Id };
    sla_policy_version: PolicyVersionTable;
  }
}

export const calendarVersions = (db: Database) =>
  db
    .selectFrom("calendar_version")
    .leftJoin("person", "person.id", "calendar_version.made_by")
    .selectAll("calendar_version")
    .select("person.name as by")
    .orderBy("calendar_id")
    .orderBy("no")
    .execute();

export const policyVersions = (db: Database) =>
  db
    .selectFrom("sla_policy_version")
    .leftJoin("person", "person.id", "sla_policy_version.made_by")
    .selectAll("sla_policy_version")
    .select("person.name as by")
    .orderBy("policy_id")
    .orderBy("no")
    .execute();

export const calendars = (db: Database) =>
  db.selectFrom("calendar").selectAll().orderBy("name").orderBy("id").execute();

export const addCalendar = async (db: Database, name: string): Promise<number> =>
  (await db.insertInto("calendar").values({ name }).returning("id").executeTakeFirstOrThrow()).id;

export const renameCalendar = (db: Database, id: number, name: string) =>
  db.updateTable("calendar").set({ name }).where("id", "=", id).execute();

export const addCalendarVersion = (db: Database, version: CalendarVersionTable) =>
  db.insertInto("calendar_version").values(version).execute();

export const addPolicy = async (db: Database): Promise<number> =>
  (await db.insertInto("sla_policy").defaultValues().returning("id").executeTakeFirstOrThrow()).id;

export const addPolicyVersion = (db: Database, version: PolicyVersionTable) =>
  db.insertInto("sla_policy_version").values(version).execute();

export const holidaysOf = (db: Database, calendarId: number, state: HolidayTable["state"]) =>
  db
    .selectFrom("calendar_holiday")
    .selectAll()
    .where("calendar_id", "=", calendarId)
    .where("state", "=", state)
    .orderBy("local_date")
    .execute();

/** A date that was decided already stays decided, however often its file is read. */
export const proposeHolidays = (db: Database, rows: HolidayTable[]) =>
  db
    .insertInto("calendar_holiday")
    .values(rows)
    .onConflict((one) => one.columns(["calendar_id", "local_date"]).doNothing())
    .execute();

export const decideHolidays = (
  db: Database,
  calendarId: number,
  dates: string[],
  state: HolidayTable["state"],
  by: number,
) =>
  db
    .updateTable("calendar_holiday")
    .set({ state, decided_by: by })
    .where("calendar_id", "=", calendarId)
    .where("local_date", "in", dates)
    .where("state", "=", "proposed")
    .execute();
