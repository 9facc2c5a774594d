import type { Calendar } from "./calendar.ts";
import { aroundTheClock } from "./calendar.ts";
import { type Hours, hoursOf } from "./hours.ts";
import type { Timetable } from "./opening.ts";
import { matches, type Policy, type Subject } from "./policy.ts";
import { readCalendar, type WrittenCalendar } from "./written-calendar.ts";

/** A version never changes. It is known from `madeAt` on; a calendar's applies from `appliesFrom` on. */
export type CalendarVersion = {
  calendarId: number;
  no: number;
  madeAt: number;
  /** Null: for the past of running clocks, too. */
  appliesFrom: number | null;
  written: WrittenCalendar;
};
export type PolicyVersion = { policyId: number; no: number; madeAt: number; policy: Policy };

/** Every version of every calendar and policy, oldest first. */
export type Book = { calendars: readonly CalendarVersion[]; policies: readonly PolicyVersion[] };

/** The policy for a question as things were known at an instant: the first by position that fits. */
export function policyFor({ policies }: Book, subject: Subject, at: number): PolicyVersion | undefined {
  const newest = new Map<number, PolicyVersion>();
  for (const one of policies) if (one.madeAt <= at) newest.set(one.policyId, one);
  return [...newest.values()]
    .filter(({ policy }) => matches(policy, subject))
    .sort((a, b) => a.policy.position - b.policy.position || a.policyId - b.policyId)[0];
}

/** The newest version of a calendar known at an instant. */
export const calendarKnown = ({ calendars }: Book, calendarId: number, at: number): CalendarVersion | undefined =>
  calendars.filter((one) => one.calendarId === calendarId && one.madeAt <= at).at(-1);

/**
 * When a calendar is open as known at an instant. Days that had passed when a version was made keep the version that
 * applied, unless it was said to apply to the past.
 */
export function timetableKnown({ calendars }: Book, calendarId: number, at: number): Timetable {
  const parts: { from: number; written: WrittenCalendar }[] = [];
  for (const one of calendars) {
    if (one.calendarId !== calendarId || one.madeAt > at) continue;
    const from = parts.length === 0 ? -Infinity : (one.appliesFrom ?? -Infinity);
    while (parts.length > 0 && (parts.at(-1)?.from ?? 0) >= from) parts.pop();
    parts.push({ from, written: one.written });
  }
  return parts.map(({ from, written }) => ({ from, calendar: read(written) }));
}

const calendars = new WeakMap<WrittenCalendar, Calendar>();

function read(written: WrittenCalendar): Calendar {
  const calendar = calendars.get(written) ?? readCalendar(written);
  calendars.set(written, calendar);
  return calendar;
}

const ALWAYS = hoursOf(aroundTheClock("UTC"));
const listed = new WeakMap<Book, Map<string, Hours>>();

/** Hours by a calendar as known at an instant; listed once for all clocks that share the book. */
export function hoursKnown(book: Book, counts: "business" | "calendar", calendarId: number, at: number): Hours {
  if (counts === "calendar") return ALWAYS;
  const known = listed.get(book) ?? new Map<string, Hours>();
  listed.set(book, known);
  const key = `${calendarId} ${calendarKnown(book, calendarId, at)?.no ?? 0}`;
  const hours = known.get(key) ?? hoursOf(timetableKnown(book, calendarId, at));
  known.set(key, hours);
  return hours;
}
