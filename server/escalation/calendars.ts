import { byPerson, recordDeed } from "#server/audit/trail.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, HOUR } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound } from "#server/platform/errors.ts";
import { dayAt } from "./days.ts";
import { openTime } from "./due.ts";
import { hoursOf } from "./hours.ts";
import { readHolidays } from "./ical.ts";
import * as store from "./store.ts";
import { calendarShape, readCalendar, type WrittenCalendar } from "./written-calendar.ts";

const LOOK_AHEAD = 14 * DAY;
const HOLIDAYS_AHEAD = 800;

export type Edit = { name: string; written: WrittenCalendar; note: string; isForPast: boolean };

/** A calendar that is never open would let nothing ever be due. Null: all is well. */
export function tooClosed(written: WrittenCalendar, now: number): string | null {
  const open = openTime(hoursOf(readCalendar({ ...written, exceptions: [] })), now, now + LOOK_AHEAD);
  return open >= HOUR ? null : "It has to be open for at least an hour within two weeks, or nothing would ever be due.";
}

export async function createCalendar(ctx: Context, by: Person, { name, written }: Edit): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const id = await store.addCalendar(ctx.db, name);
    await addVersion(ctx, by, id, 1, { name, written, note: "", isForPast: true });
    return id;
  });
}

/** Saves a new version. It applies from now on; with the past, to all the time that running clocks have counted. */
export async function editCalendar(ctx: Context, by: Person, id: number, edit: Edit): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const { no } = await newestCalendar(ctx, id);
    await store.renameCalendar(ctx.db, id, edit.name);
    await addVersion(ctx, by, id, no + 1, edit);
    return no + 1;
  });
}

async function addVersion(ctx: Context, by: Person, id: number, no: number, edit: Edit): Promise<void> {
  const now = ctx.clock.now();
  await store.addCalendarVersion(ctx.db, {
    calendar_id: id,
    no,
    definition: JSON.stringify(edit.written),
    applies_from: edit.isForPast ? null : now,
    note: edit.note,
    made_by: by.id,
    made_at: now,
  });
  const data = { version: no, past: edit.isForPast };
  await recordDeed(ctx, { by: byPerson(by), action: "saved a calendar", object: `calendar ${id}`, data });
}

export type CalendarVersion = Awaited<ReturnType<typeof store.calendarVersions>>[number];

/** A calendar as it is now, with all its versions, newest first. */
export async function newestCalendar(ctx: Context, id: number) {
  const calendar = (await store.calendars(ctx.db)).find((one) => one.id === id);
  const versions = (await store.calendarVersions(ctx.db)).filter((one) => one.calendar_id === id).reverse();
  const [newest] = versions;
  if (!calendar || !newest) throw notFound("calendar");
  const written = calendarShape.parse(JSON.parse(newest.definition));
  return { id, name: calendar.name, no: newest.no, written, versions };
}

export type CalendarNow = Awaited<ReturnType<typeof newestCalendar>>;

export async function listCalendars(ctx: Context): Promise<CalendarNow[]> {
  const calendars = await store.calendars(ctx.db);
  return Promise.all(calendars.map(({ id }) => newestCalendar(ctx, id)));
}

/** Reads holidays out of an iCal file. They count for nothing until somebody approves them. Says how many are new. */
export async function proposeHolidays(ctx: Context, id: number, text: string): Promise<number> {
  const { written } = await newestCalendar(ctx, id);
  const today = dayAt(ctx.clock.now(), 0);
  const known = new Set(written.exceptions.map(({ date }) => date));
  const found = readHolidays(text, today, today + HOLIDAYS_AHEAD).filter(({ date }) => !known.has(date));
  if (found.length === 0) return 0;
  const before = (await store.holidaysOf(ctx.db, id, "proposed")).length;
  const read_at = ctx.clock.now();
  const rows = found.map(({ date, label }) => ({
    calendar_id: id,
    local_date: date,
    label,
    decided_by: null,
    read_at,
  }));
  await store.proposeHolidays(
    ctx.db,
    rows.map((row) => ({ ...row, state: "proposed" as const })),
  );
  return (await store.holidaysOf(ctx.db, id, "proposed")).length - before;
}

export const proposedHolidays = (ctx: Context, id: number) => store.holidaysOf(ctx.db, id, "proposed");

/** Approved dates are closed from now on, in a new version; dismissed ones do not come back. */
export async function decideHolidays(ctx: Context, by: Person, id: number, dates: string[], isApproved: boolean) {
  return inTransaction(ctx, async (ctx) => {
    const { name, written, no } = await newestCalendar(ctx, id);
    const proposed = (await proposedHolidays(ctx, id)).filter(({ local_date }) => dates.includes(local_date));
    if (proposed.length === 0) return 0;
    const chosen = proposed.map(({ local_date }) => local_date);
    await store.decideHolidays(ctx.db, id, chosen, isApproved ? "approved" : "dismissed", by.id);
    if (isApproved) {
      const holidays = proposed.map(({ local_date, label }) => ({ date: local_date, windows: [], label }));
      const exceptions = [...written.exceptions, ...holidays].sort((a, b) => (a.date < b.date ? -1 : 1));
      const note = `${holidays.length} ${holidays.length === 1 ? "holiday" : "holidays"} approved`;
      await addVersion(ctx, by, id, no + 1, { name, written: { ...written, exceptions }, note, isForPast: false });
    }
    return proposed.length;
  });
}
