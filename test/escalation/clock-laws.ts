import assert from "node:assert/strict";
import fc from "fast-check";
import type { Book, CalendarVersion, PolicyVersion } from "#server/escalation/book.ts";
import type { Clock } from "#server/escalation/clocks.ts";
import type { Fact, Standing } from "#server/escalation/facts.ts";
import type { Metric, Policy } from "#server/escalation/policy.ts";
import { officeHours, readCalendar, type WrittenCalendar } from "#server/escalation/written-calendar.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { countMinutes } from "./calendars.ts";
import { asLaw, type Law } from "./law.ts";

/** What is put to the test: the real thing, or one with a defect planted in it. */
export type ClockRules = Pick<typeof import("#server/escalation/clocks.ts"), "clocksOf">;

export const MONDAY = Date.parse("2026-06-01T00:00:00+02:00");
export const at = (days: number, time: string) => MONDAY + days * DAY + Date.parse(`1970-01-01T${time}:00Z`);

const TARGETS: Record<string, Record<Metric, number>> = {
  high: { first: 60, next: 120, "first-resolution": 480, "total-resolution": 480 },
  normal: { first: 240, next: 300, "first-resolution": 1440, "total-resolution": 1440 },
};

export const POLICY: Policy = {
  name: "Standard",
  position: 1,
  isEnabled: true,
  calendarId: 1,
  categories: [],
  targets: Object.entries(TARGETS).flatMap(([priority, minutes]) =>
    Object.entries(minutes).map(([metric, minutes]) => ({
      priority,
      metric: metric as Metric,
      minutes,
      counts: "business" as const,
      pausedBy: metric.endsWith("resolution") ? (["waiting", "on hold"] as const).slice() : [],
      warnPercent: 75,
    })),
  ),
};

export const BERLIN: WrittenCalendar = officeHours("Europe/Berlin");
export const calendarVersion = (no: number, madeAt: number, written = BERLIN, appliesFrom: number | null = madeAt) =>
  ({ calendarId: 1, no, madeAt, appliesFrom, written }) satisfies CalendarVersion;
export const policyVersion = (no: number, madeAt: number, policy: Partial<Policy> = {}) =>
  ({ policyId: 1, no, madeAt, policy: { ...POLICY, ...policy } }) satisfies PolicyVersion;

export const BOOK: Book = { calendars: [calendarVersion(1, 0)], policies: [policyVersion(1, 0)] };

export const fact = (when: number, said: Fact["said"], stands: Standing, priority = "normal"): Fact => ({
  at: when,
  said,
  stands,
  subject: { priority, category: null },
  by: null,
  isByStaff: said === "answered",
  does: null,
});

/** Things that can happen to a question, minute by minute. */
export const history: fc.Arbitrary<Fact[]> = fc
  .tuple(
    fc.integer({ min: 0, max: 4 * 1440 }),
    fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 900 }),
        fc.constantFrom(
          "asks",
          "answers",
          "answers and waits",
          "waits",
          "goes on",
          "resolves",
          "reopens",
          "rises",
          "falls",
        ),
      ),
      { maxLength: 10 },
    ),
  )
  .map(([start, happenings]) => {
    let when = MONDAY + start * MINUTE;
    const facts = [fact(when, "asked", "open")];
    for (const [after, what] of happenings) {
      when += after * MINUTE;
      const last = facts.at(-1) as Fact;
      const next = follow(last, what);
      if (next) facts.push({ ...last, said: null, ...next, at: when });
    }
    return facts;
  });

function follow({ stands, subject }: Fact, what: string): Partial<Fact> | null {
  const isResolved = stands === "resolved";
  switch (what) {
    case "asks":
      return { said: "asked", stands: "open" };
    case "answers":
      return { said: "answered", stands: isResolved ? "resolved" : "open" };
    case "answers and waits":
      return isResolved ? null : { said: "answered", stands: "waiting" };
    case "waits":
      return isResolved ? null : { stands: "waiting" };
    case "goes on":
      return stands === "waiting" ? { stands: "open" } : null;
    case "resolves":
      return isResolved ? null : { stands: "resolved" };
    case "reopens":
      return isResolved ? { stands: "open" } : null;
    default:
      return { subject: { ...subject, priority: what === "rises" ? "high" : "normal" } };
  }
}

/** What somebody finds out who watches the question and looks at the clock on the wall each minute. */
function watch(facts: Fact[], now: number): string[] {
  const calendar = readCalendar(BERLIN);
  const state = (minute: number) => facts.findLast((one) => one.at <= minute) as Fact;
  const seen: Record<string, { used: number; missed: number | null; isOver: boolean }> = {};
  const [opened] = facts as [Fact];
  let isAnswered = false;
  let round = 0;
  let isUnanswered = false;
  const begin = (name: string) => {
    seen[name] = { used: 0, missed: null, isOver: false };
  };
  for (const name of ["first 1", "first-resolution 1", "total-resolution 1"]) begin(name);
  const end = (name: string, isOver = true) => {
    if (seen[name]) seen[name].isOver = isOver;
  };
  for (let minute = opened.at; minute <= now; minute += MINUTE) {
    for (const { said, stands } of facts.filter((one) => one.at === minute)) {
      if (said === "answered" || stands === "resolved") {
        end(`next ${round}`);
        end("first 1");
        isAnswered = true;
        isUnanswered = false;
      } else if (said === "asked" && isAnswered && !isUnanswered) {
        isUnanswered = true;
        begin(`next ${++round}`);
      }
      if (stands === "resolved") end("first-resolution 1");
      end("total-resolution 1", stands === "resolved");
    }
    const { stands, subject } = state(minute);
    const isOpen = countMinutes(calendar, minute, minute + MINUTE) === 1;
    for (const [name, one] of Object.entries(seen)) {
      const metric = name.split(" ")[0] as Metric;
      if (one.isOver || minute === now) continue;
      const limit = (TARGETS[subject.priority] as Record<Metric, number>)[metric];
      if (one.used >= limit) one.missed ??= minute;
      if (isOpen && !(metric.endsWith("resolution") && stands === "waiting")) one.used++;
    }
  }
  return Object.entries(seen)
    .map(([name, { missed, isOver }]) => `${name}: ${isOver ? "over" : "running"}, missed ${missed}`)
    .sort();
}

/** Each by its name in the specification, and what it says. */
export const CLOCK_LAWS = {
  "a minute-by-minute watcher sees the same clocks, missed at the same minutes": ({ clocksOf }) =>
    asLaw(
      fc.property(history, fc.integer({ min: 0, max: 2000 }), (facts, later) => {
        const now = (facts.at(-1) as Fact).at + later * MINUTE;
        const derived = clocksOf(facts, BOOK, now).map(
          ({ metric, n, stoppedAt, breachedAt }) =>
            `${metric} ${n}: ${stoppedAt === null ? "running" : "over"}, missed ${breachedAt}`,
        );
        assert.deepEqual(derived.sort(), watch(facts, now));
      }),
    ),

  "P9: a target that changes and changes back leaves a running clock as it was": ({ clocksOf }) =>
    asLaw(
      fc.property(history, fc.integer({ min: 1, max: 59 }), fc.nat(300), (facts, minutes, pause) => {
        const last = facts.at(-1) as Fact;
        const other = last.subject.priority === "high" ? "normal" : "high";
        const when = last.at + minutes * MINUTE;
        const there = { ...last, said: null, at: when, subject: { priority: other, category: null } };
        const back = { ...there, at: when + pause * MINUTE, subject: last.subject };
        const now = back.at + HOUR;
        const [changed, same] = [clocksOf([...facts, there, back], BOOK, now), clocksOf(facts, BOOK, now)];
        // What was missed by the other target meanwhile stays missed; nothing else is left of it.
        const isAt = pause === 0 ? (one: Clock) => one : ({ breachedAt: _at, breachKind: _kind, ...one }: Clock) => one;
        assert.deepEqual(changed.map(isAt), same.map(isAt));
      }),
    ),
} satisfies Record<string, (rules: ClockRules) => Law>;
