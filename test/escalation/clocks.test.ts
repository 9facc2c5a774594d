import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Book } from "#server/escalation/book.ts";
import { type Clock, clocksOf } from "#server/escalation/clocks.ts";
import type { Fact } from "#server/escalation/facts.ts";
import type { Metric } from "#server/escalation/policy.ts";
import { MINUTE } from "#server/platform/clock.ts";
import { at, BERLIN, BOOK, CLOCK_LAWS, calendarVersion, fact, history, POLICY, policyVersion } from "./clock-laws.ts";

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

for (const [what, law] of Object.entries(CLOCK_LAWS))
  test(what, () => {
    law({ clocksOf }).hold(150);
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
