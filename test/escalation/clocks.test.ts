import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Book, CalendarVersion, PolicyVersion } from "#server/escalation/book.ts";
import { type Clock, clocksOf } from "#server/escalation/clocks.ts";
import type { Fact, Standing } from "#server/escalation/facts.ts";
import type { Metric, Policy } from "#server/escalation/policy.ts";
import { officeHours, readCalendar, type WrittenCalendar } from "#server/escalation/written-calendar.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { countMinutes } from "./calendars.ts";

const MONDAY = Date.parse("2026-06-01T00:00:00+02:00");
const at = (days: number, time: string) => MONDAY + days * DAY + Date.parse(`1970-01-01T${time}:00Z`);

const TARGETS: Record<string, Record<Metric, number>> = {
  high: { first: 60, next: 120, "first-resolution": 480, "total-resolution": 480 },
  normal: { first: 240, next: 300, "first-resolution": 1440, "total-resolution": 1440 },
};

const POLICY: Policy = {
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

const BERLIN: WrittenCalendar = officeHours("Europe/Berlin");
const calendarVersion = (no: number, madeAt: number, written = BERLIN, appliesFrom: number | null = madeAt) =>
  ({ calendarId: 1, no, madeAt, appliesFrom, written }) satisfies CalendarVersion;
const policyVersion = (no: number, madeAt: number, policy: Partial<Policy> = {}) =>
  ({ policyId: 1, no, madeAt, policy: { ...POLICY, ...policy } }) satisfies PolicyVersion;

const BOOK: Book = { calendars: [calendarVersion(1, 0)], policies: [policyVersion(1, 0)] };

const fact = (when: number, said: Fact["said"], stands: Standing, priority = "normal"): Fact => ({
  at: when,
  said,
  stands,
  subject: { priority, category: null },
  by: null,
  isByStaff: said === "answered",
  does: null,
});

const find = (clocks: Clock[], metric: Metric, n = 1) => {
  const clock = clocks.find((one) => one.metric === metric && one.n === n);
  assert.ok(clock, `no ${metric} clock ${n}`);
  return clock;
};

test("the first response is due when its target of office hours is used up, and met by an answer at that moment", () => {
  const facts = [fact(at(0, "10:00"), "asked", "open")];
  assert.equal(find(clocksOf(facts, BOOK, at(0, "10:01")), "first").dueAt, at(0, "14:00"));
  const met = clocksOf([...facts, fact(at(0, "14:00"), "answered", "open")], BOOK, at(5, "10:00"));
  assert.equal(find(met, "first").state, "met");
  const late = clocksOf([...facts, fact(at(0, "14:00") + 1, "answered", "open")], BOOK, at(5, "10:00"));
  assert.deepEqual([find(late, "first").state, find(late, "first").breachedAt], ["breached", at(0, "14:00")]);
});

test("the next response counts from the oldest message without an answer, and only after the first response", () => {
  const facts = [
    fact(at(0, "09:00"), "asked", "open"),
    fact(at(0, "09:30"), "asked", "open"),
    fact(at(0, "10:00"), "answered", "open"),
    fact(at(0, "11:00"), "asked", "open"),
    fact(at(0, "12:00"), "asked", "open"),
  ];
  const clocks = clocksOf(facts, BOOK, at(0, "12:30"));
  assert.deepEqual(
    clocks.filter(({ metric }) => metric === "next").map(({ startedAt, dueAt }) => [startedAt, dueAt]),
    [[at(0, "11:00"), at(0, "16:00")]],
  );
});

test("waiting for the requester stops the resolution and not the first response", () => {
  const facts = [
    fact(at(0, "09:00"), "asked", "open"),
    fact(at(0, "10:00"), "answered", "waiting"),
    fact(at(1, "10:00"), "asked", "open"),
  ];
  const waiting = find(clocksOf(facts.slice(0, 2), BOOK, at(0, "20:00")), "total-resolution");
  assert.deepEqual([waiting.state, waiting.dueAt], ["paused", null]);
  assert.equal(find(clocksOf(facts, BOOK, at(1, "10:00")), "total-resolution").dueAt, at(3, "17:00"));
});

test("what comes back keeps its first resolution, and its total resolution goes on without the gap", () => {
  const facts = [
    fact(at(0, "09:00"), "asked", "open"),
    fact(at(0, "10:00"), null, "resolved"),
    fact(at(1, "10:00"), "asked", "open"),
  ];
  const clocks = clocksOf(facts, BOOK, at(1, "11:00"));
  assert.deepEqual(
    [find(clocks, "first-resolution").stoppedAt, find(clocks, "first-resolution").state],
    [at(0, "10:00"), "met"],
  );
  assert.deepEqual(
    [find(clocks, "total-resolution").stoppedAt, find(clocks, "total-resolution").dueAt],
    [null, at(3, "17:00")],
  );
});

test("a higher priority keeps the start; a deadline that is past by then is late by the change", () => {
  const facts = [fact(at(0, "09:00"), "asked", "open"), fact(at(0, "12:00"), null, "open", "high")];
  const clock = find(clocksOf(facts, BOOK, at(0, "12:01")), "first");
  assert.deepEqual([clock.dueAt, clock.breachedAt, clock.breachKind], [at(0, "10:00"), at(0, "12:00"), "change"]);
});

test("a breach stays when the target is made longer afterwards, and can be waived with a reason", () => {
  const facts = [
    fact(at(0, "09:00"), "asked", "open", "high"),
    fact(at(0, "11:00"), null, "open", "normal"),
    { ...fact(at(0, "11:30"), null, "open"), waives: { metric: "first" as const, n: 1, reason: "an outage of ours" } },
  ];
  const clock = find(clocksOf(facts, BOOK, at(0, "12:00")), "first");
  assert.deepEqual([clock.dueAt, clock.breachedAt, clock.breachKind], [at(0, "13:00"), at(0, "10:00"), "time"]);
  assert.equal(clock.waivedReason, "an outage of ours");
});

const SHORT = { ...BERLIN, windows: [{ days: [1, 2, 3, 4, 5], from: "09:00", to: "13:00" }] };

test("an edited calendar applies from when it was saved; with the past, it applies to all of a running clock", () => {
  const facts = [fact(at(0, "14:00"), "asked", "open")];
  const edited = (appliesFrom: number | null): Book => ({
    ...BOOK,
    calendars: [...BOOK.calendars, calendarVersion(2, at(0, "16:00"), SHORT, appliesFrom)],
  });
  const now = at(0, "16:30");
  assert.equal(find(clocksOf(facts, edited(at(0, "16:00")), now), "first").dueAt, at(1, "11:00"));
  assert.equal(find(clocksOf(facts, edited(null), now), "first").dueAt, at(1, "13:00"));
});

test("a clock that has stopped never moves, whatever is edited later", () => {
  const facts = [fact(at(0, "14:00"), "asked", "open"), fact(at(0, "15:00"), "answered", "open")];
  const later: Book = {
    calendars: [...BOOK.calendars, calendarVersion(2, at(0, "16:00"), SHORT, null)],
    policies: [...BOOK.policies, policyVersion(2, at(0, "16:00"), { isEnabled: false })],
  };
  assert.deepEqual(
    find(clocksOf(facts, later, at(9, "12:00")), "first"),
    find(clocksOf(facts, BOOK, at(9, "12:00")), "first"),
  );
});

test("a policy for some categories goes first, and one that is switched off lets its clocks go", () => {
  const special = policyVersion(1, 0, {
    position: 0,
    categories: ["billing"],
    targets: POLICY.targets.map((one) => ({ ...one, minutes: 10 })),
  });
  const book: Book = { ...BOOK, policies: [{ ...special, policyId: 2 }, ...BOOK.policies] };
  const ask = (category: string | null): Fact[] => [
    { ...fact(at(0, "10:00"), "asked", "open"), subject: { priority: "normal", category } },
  ];
  assert.equal(find(clocksOf(ask("billing"), book, at(0, "10:00")), "first").dueAt, at(0, "10:10"));
  assert.equal(find(clocksOf(ask("other"), book, at(0, "10:00")), "first").dueAt, at(0, "14:00"));
  const off: Book = { ...BOOK, policies: [...BOOK.policies, policyVersion(2, at(0, "11:00"), { isEnabled: false })] };
  assert.equal(find(clocksOf(ask(null), off, at(0, "12:00")), "first").state, "cancelled");
  assert.deepEqual(clocksOf(ask(null), { ...BOOK, policies: [] }, at(0, "12:00")), []);
});

/** Things that can happen to a question, minute by minute. */
const history: fc.Arbitrary<Fact[]> = fc
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

test("a minute-by-minute watcher sees the same clocks, missed at the same minutes", () => {
  fc.assert(
    fc.property(history, fc.integer({ min: 0, max: 2000 }), (facts, later) => {
      const now = (facts.at(-1) as Fact).at + later * MINUTE;
      const derived = clocksOf(facts, BOOK, now).map(
        ({ metric, n, stoppedAt, breachedAt }) =>
          `${metric} ${n}: ${stoppedAt === null ? "running" : "over"}, missed ${breachedAt}`,
      );
      assert.deepEqual(derived.sort(), watch(facts, now));
    }),
    { numRuns: 150 },
  );
});

test("P9: a target that changes and changes back leaves a running clock as it was", () => {
  fc.assert(
    fc.property(history, fc.integer({ min: 1, max: 59 }), (facts, minutes) => {
      const last = facts.at(-1) as Fact;
      const other = last.subject.priority === "high" ? "normal" : "high";
      const when = last.at + minutes * MINUTE;
      const there = { ...last, said: null, at: when, subject: { priority: other, category: null } };
      const back = { ...there, subject: last.subject };
      const now = when + HOUR;
      assert.deepEqual(clocksOf([...facts, there, back], BOOK, now), clocksOf(facts, BOOK, now));
    }),
  );
});

test("clocks are the same whenever they are derived: nothing that is over moves with time", () => {
  fc.assert(
    fc.property(history, fc.nat(3000), fc.nat(3000), (facts, soon, later) => {
      const now = (facts.at(-1) as Fact).at + soon * MINUTE;
      const before = clocksOf(facts, BOOK, now);
      const after = clocksOf(facts, BOOK, now + later * MINUTE);
      for (const [place, clock] of before.entries()) {
        const { breachedAt, breachKind, ...rest } = after[place] as Clock;
        if (clock.stoppedAt !== null || clock.breachedAt !== null) assert.deepEqual(after[place], clock);
        else assert.deepEqual(rest, (({ breachedAt: _at, breachKind: _kind, ...its }) => its)(clock));
        if (breachedAt !== null && clock.breachedAt === null)
          assert.equal(breachedAt, Math.max(clock.dueAt as number, (facts.at(-1) as Fact).at));
        if (breachedAt !== null) assert.ok(breachKind);
      }
    }),
  );
});
