import { readForm } from "#server/http/form.ts";
import { calendarForm, calendarTyped } from "./forms.ts";
import type { WrittenCalendar } from "./written-calendar.ts";

export const CALENDAR_FIELDS = Object.keys(calendarForm.shape);

type Read = { ok: true; name: string; calendar: WrittenCalendar } | { ok: false; sentence: string };

/** The calendar in a form that was sent, or what is wrong with it. */
export function readCalendarForm(body: unknown): Read {
  const form = readForm(calendarForm, body);
  if (form.ok) return { ok: true, name: form.value.name, calendar: calendarTyped(form.value) };
  return { ok: false, sentence: Object.values(form.draft.errors)[0] ?? "Something is missing." };
}
