import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { zoneOptions } from "#server/http/zones.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { WEEKDAYS, writeDates, writeWeekday } from "./calendar-text.ts";
import { type CalendarNow, listCalendars, newestCalendar, proposedHolidays } from "./calendars.ts";
import { METRIC_NAMES } from "./policy.ts";
import type { Move } from "./previewing.ts";
import { officeHours, type WrittenCalendar } from "./written-calendar.ts";

type CalendarsPage = {
  title: string;
  calendars: { name: string; href: string; zone: string; week: string; dates: number; version: number }[];
};
export const calendarsView = view<CalendarsPage>("escalation/calendars", "staff");

export async function calendarsPage(ctx: Context): Promise<CalendarsPage> {
  return {
    title: "Calendars",
    calendars: (await listCalendars(ctx)).map(({ id, name, no, written }) => ({
      name,
      href: `/admin/calendars/${id}`,
      zone: written.timeZone,
      week: weekInWords(written),
      dates: written.exceptions.length,
      version: no,
    })),
  };
}

/** Days in a row that are alike are said once: "Mon to Fri 09:00–17:00". */
export function weekInWords(written: WrittenCalendar): string {
  const days = WEEKDAYS.map((name, place) => ({ name: name.slice(0, 3), times: writeWeekday(written, place + 1) }));
  const runs: { first: string; last: string; times: string }[] = [];
  for (const { name, times } of days) {
    const run = runs.at(-1);
    if (run?.times === times) run.last = name;
    else runs.push({ first: name, last: name, times });
  }
  const open = runs.filter(({ times }) => times !== "");
  return open.map(({ first, last, times }) => `${first === last ? first : `${first} to ${last}`} ${times}`).join("; ");
}

export type CalendarDraft = Draft;
export type Preview = { moves: Move[]; looked: number; seen: string };

type Line = {
  name: string;
  address: string;
  metric: string;
  before: number | null;
  after: number | null;
  isPaused: boolean;
  turns: string;
};
type CalendarPage = {
  title: string;
  action: string;
  isNew: boolean;
  version: number | null;
  draft: CalendarDraft;
  zones: Option[];
  weekdays: readonly string[];
  preview: { lines: Line[]; looked: number; seen: string } | null;
  holidays: { date: string; label: string }[];
  holidayDraft: Draft;
  holidaysAction: string;
  versions: { no: number; at: number; by: string; note: string }[];
};
export const calendarView = view<CalendarPage>("escalation/calendar", "staff");

export async function calendarPage(
  ctx: Context,
  id: number | null,
  extra: { draft?: CalendarDraft; preview?: Preview; holidayDraft?: Draft } = {},
): Promise<CalendarPage> {
  const calendar = id === null ? null : await newestCalendar(ctx, id);
  const draft = extra.draft ?? (await draftOf(ctx, calendar));
  const action = calendar ? `/admin/calendars/${calendar.id}` : "/admin/calendars";
  return {
    title: calendar?.name ?? "New calendar",
    action,
    isNew: calendar === null,
    version: calendar?.no ?? null,
    draft,
    zones: zoneOptions(draft.values.timeZone ?? null),
    weekdays: WEEKDAYS,
    preview: extra.preview ? previewOf(extra.preview) : null,
    holidays: calendar
      ? (await proposedHolidays(ctx, calendar.id)).map(({ local_date, label }) => ({ date: local_date, label }))
      : [],
    holidayDraft: extra.holidayDraft ?? blankDraft({ ical: "" }),
    holidaysAction: `${action}/holidays`,
    versions: (calendar?.versions ?? []).map(({ no, made_at, by, note }) => ({
      no,
      at: made_at,
      by: by ?? "The portal",
      note,
    })),
  };
}

async function draftOf(ctx: Context, calendar: CalendarNow | null): Promise<CalendarDraft> {
  const written = calendar?.written ?? officeHours((await readSettings(ctx)).timeZone);
  const week = Object.fromEntries(WEEKDAYS.map((day, place) => [day, writeWeekday(written, place + 1)]));
  const dates = writeDates(written);
  const { timeZone } = written;
  return blankDraft({ name: calendar?.name ?? "", timeZone, ...week, dates, note: "", past: "" });
}

function previewOf({ moves, looked, seen }: Preview): NonNullable<CalendarPage["preview"]> {
  const lines = moves.map(({ metric, turns, ...move }) => ({
    ...move,
    metric: METRIC_NAMES[metric],
    turns: turns === "late" ? "Late at once" : turns === "in time" ? "Would be in time; that it was late stays" : "",
  }));
  return { lines, looked, seen };
}
