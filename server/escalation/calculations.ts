import { z } from "zod";
import { MINUTE } from "#server/platform/clock.ts";
import { elapsedTime } from "./due.ts";
import { explainDeadline, type ReasonLine } from "./explaining.ts";
import { hoursOf } from "./hours.ts";
import { calendarShape, readCalendar } from "./written-calendar.ts";

const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);
const NO_INSTANT = "has to be an instant with its offset, from 1970 to 2099, like 2026-03-27T15:30:00Z.";

const instant = z.iso
  .datetime({ offset: true, error: NO_INSTANT })
  .transform((text) => Date.parse(text))
  .refine((at) => at >= EARLIEST && at < LATEST, { error: NO_INSTANT });

const pauses = z
  .array(
    z
      .strictObject({ from: instant, to: instant })
      .refine(({ from, to }) => from <= to, { error: "ends before it begins." }),
  )
  .max(10_000, { error: "has more than 10,000 pauses." })
  .default([])
  .describe("time that does not count; may overlap");

const MOST_MINUTES = 5_000_000;
const NO_TARGET = "has to be a number of minutes from 0 to 5,000,000.";
const target = z.number({ error: NO_TARGET }).min(0, { error: NO_TARGET }).max(MOST_MINUTES, { error: NO_TARGET });

const deadlineInput = z.strictObject({
  calendar: calendarShape,
  start: instant.describe("an instant with its offset"),
  targetMinutes: target.describe("open minutes"),
  pauses,
});

const openTimeInput = z
  .strictObject({ calendar: calendarShape, from: instant, to: instant, pauses })
  .refine(({ from, to }) => from <= to, { path: ["to"], error: "lies before the beginning." });

/** One formula as `portal calc NAME` offers it. The same shape as those of the statistics. */
type Calculation = {
  name: string;
  formulas: string;
  summary: string;
  input: z.ZodType;
  answers: Record<string, string>;
  example: unknown;
  run(input: unknown): Record<string, unknown>;
};

const BERLIN = {
  timeZone: "Europe/Berlin",
  windows: [{ days: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" }],
  exceptions: [{ date: "2026-12-25", windows: [] }],
};

/** What can be worked out about open time, on a calendar of one's own. */
export const calculations: Calculation[] = [
  {
    name: "deadline",
    formulas: "C1 to C3",
    summary:
      "When a target is used up: the first instant at which that much open time without pauses has passed. A day of the calendar is a number, Monday is 1; an exception replaces the windows of its date.",
    input: deadlineInput,
    answers: {
      deadline: "the instant in UTC; null when the calendar has not that much open time within 800 days",
      note: "why there is no deadline",
      why: "the windows and pauses that were counted, in order; total is how much of the target was used up by then",
    },
    example: { calendar: BERLIN, start: "2026-03-27T15:30:00Z", targetMinutes: 60, pauses: [] },
    run: (input) => calculateDeadline(input as z.output<typeof deadlineInput>),
  },
  {
    name: "open-time",
    formulas: "C2",
    summary: "How many minutes a calendar is open between two instants, less those within pauses.",
    input: openTimeInput,
    answers: { minutes: "open minutes, with a fraction where an instant is not on the minute" },
    example: { calendar: BERLIN, from: "2026-03-27T15:30:00Z", to: "2026-03-30T08:00:00Z" },
    run: (input) => calculateOpenTime(input as z.output<typeof openTimeInput>),
  },
];

function calculateDeadline({ calendar, start, targetMinutes, pauses }: z.output<typeof deadlineInput>) {
  const named = pauses.map((one) => ({ ...one, reason: "pause" }));
  const hours = hoursOf(readCalendar(calendar));
  const { deadline, note, lines } = explainDeadline(hours, start, Math.round(targetMinutes * MINUTE), named);
  return { deadline: deadline === null ? null : inUtc(deadline), ...(note ? { note } : {}), why: lines.map(write) };
}

function calculateOpenTime({ calendar, from, to, pauses }: z.output<typeof openTimeInput>) {
  return { minutes: elapsedTime(hoursOf(readCalendar(calendar)), from, to, pauses) / MINUTE };
}

const inUtc = (at: number) => new Date(at).toISOString().replace(".000Z", "Z");

const write = (line: ReasonLine) => {
  const span = { from: inUtc(line.from), to: inUtc(line.to) };
  if (line.kind === "paused") return { paused: span };
  return { counted: span, minutes: line.ms / MINUTE, total: line.total / MINUTE };
};
