import { z } from "zod";
import { line, paragraphs, wholeNumber } from "#server/http/form.ts";
import { timeZone } from "#server/http/zones.ts";
import { joinWeek, readDates, readTimes, WEEKDAYS } from "./calendar-text.ts";
import { readMinutes } from "./duration-text.ts";
import { COUNTS, METRICS, type Metric, type Policy, PRIORITIES, type Target } from "./policy.ts";
import type { WrittenCalendar } from "./written-calendar.ts";

type Read<Value> = { ok: true; value: Value } | { ok: false; sentence: string };

/** A field that is read by a function: its sentence is what is wrong. */
export const readBy = <Value>(read: (text: string) => Read<Value>) =>
  z.string().transform((text, issues) => {
    const found = read(text);
    if (found.ok) return found.value;
    issues.addIssue({ code: "custom", message: found.sentence });
    return z.NEVER;
  });

const times = z
  .string()
  .max(300, { error: "That is too long." })
  .pipe(readBy((text) => readTimes(text, true)));

const weekdayFields = Object.fromEntries(WEEKDAYS.map((day) => [day, times])) as Record<
  (typeof WEEKDAYS)[number],
  typeof times
>;

export const calendarForm = z.object({
  name: line("The name", 80),
  timeZone,
  ...weekdayFields,
  dates: z.string().max(100_000, { error: "These are too many dates." }).pipe(readBy(readDates)),
  note: line("The note", 200, 0),
  past: z.string(),
  seen: z.string(),
});

export type CalendarTyped = z.infer<typeof calendarForm>;

export const calendarTyped = (typed: CalendarTyped): WrittenCalendar => ({
  timeZone: typed.timeZone,
  windows: joinWeek(WEEKDAYS.map((day) => typed[day])),
  exceptions: typed.dates,
});

export const holidayForm = z.object({ ical: paragraphs("The content of the file", 900_000) });

/** What is promised stands in one field for each priority and metric. */
export const targetField = (priority: string, metric: Metric) => `${priority}-${metric}`;
const TARGETS = PRIORITIES.flatMap((priority) => METRICS.map((metric) => targetField(priority, metric)));

const minutes = readBy(readMinutes);
const choice = z.string().max(20);

export const policyForm = z.object({
  name: line("The name", 80),
  position: wholeNumber("The place in the order", 1, 10_000),
  enabled: choice,
  calendar: wholeNumber("The calendar"),
  categories: readBy(readCategories),
  warn: wholeNumber("The share at which to warn", 1, 100),
  ...(Object.fromEntries(TARGETS.map((name) => [name, minutes])) as Record<string, typeof minutes>),
  ...(Object.fromEntries(METRICS.map((metric) => [`counts-${metric}`, choice])) as Record<string, typeof choice>),
  ...(Object.fromEntries(METRICS.map((metric) => [`pauses-${metric}`, choice])) as Record<string, typeof choice>),
});

export function readCategories(text: string): Read<string[]> {
  const words = [...new Set(text.split(/[,\s]+/).filter(Boolean))];
  const odd = words.find((word) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(word));
  if (odd) return { ok: false, sentence: `“${odd.slice(0, 60)}” is no category. Use the last part of its address.` };
  return { ok: true, value: words };
}

/** A policy as the form holds it. A metric counts and pauses alike for every urgency. */
export function policyTyped(typed: z.infer<typeof policyForm>): Policy {
  const fields: Record<string, unknown> = typed;
  const targets = PRIORITIES.flatMap((priority) =>
    METRICS.flatMap((metric): Target[] => {
      const minutes = fields[targetField(priority, metric)];
      if (typeof minutes !== "number") return [];
      const counts = COUNTS.find((one) => one === fields[`counts-${metric}`]) ?? "business";
      const pausedBy: Target["pausedBy"] = fields[`pauses-${metric}`] === "yes" ? ["waiting", "on hold"] : [];
      return [{ priority, metric, minutes, counts, pausedBy, warnPercent: typed.warn }];
    }),
  );
  const { name, position, enabled, calendar, categories } = typed;
  return { name, position, isEnabled: enabled === "yes", calendarId: calendar, categories, targets };
}
