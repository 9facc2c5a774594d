import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Calendar } from "#server/escalation/calendar.ts";
import { windowsOn } from "#server/escalation/calendar.ts";
import { deadline, elapsedTime, HORIZON, openTime, warning } from "#server/escalation/due.ts";
import { hoursOf } from "#server/escalation/hours.ts";
import { type Span, tidySpans } from "#server/escalation/spans.ts";
import { offsetPieces } from "#server/escalation/zones.ts";
import { DAY, HOUR, MINUTE, WEEK } from "#server/platform/clock.ts";
import { countMinutes, minutesUpTo, offsetChanges, pausesAfter, situation, windows, ZONES } from "./calendars.ts";

const RUNS = { numRuns: 300 };

test("P1: open time is what somebody counts who looks at the clock once a minute", () => {
  const cases = fc.tuple(situation(), minutesUpTo(4 * 1440));
  fc.assert(
    fc.property(cases, ([{ calendar, instant }, length]) => {
      const counted = countMinutes(calendar, instant, instant + length);
      assert.equal(openTime(hoursOf(calendar), instant, instant + length), counted * MINUTE);
    }),
    RUNS,
  );
});

test("P1 finds the rule that turns each opening and closing time into an instant", () => {
  const cases = fc.tuple(situation(["Europe/Berlin"]), minutesUpTo(4 * 1440));
  const found = fc.check(
    fc.property(
      cases,
      ([{ calendar, instant }, length]) =>
        byEdges(calendar, instant, instant + length) === countMinutes(calendar, instant, instant + length) * MINUTE,
    ),
    { numRuns: 2000, seed: 1 },
  );
  assert.equal(found.failed, true);
});

/** The obvious way, which is wrong where the clock goes back inside a window: kept to see that the oracle is awake. */
function byEdges(calendar: Calendar, from: number, to: number): number {
  const pieces = offsetPieces(calendar.timeZone, from - 5 * DAY, to + 5 * DAY);
  const instantOf = (local: number) => {
    const piece = pieces.find((one) => local - one.offset < one.to) ?? pieces.at(-1);
    return local - (piece?.offset ?? 0);
  };
  let open = 0;
  for (let day = Math.floor(from / DAY) - 2; day <= Math.floor(to / DAY) + 2; day++) {
    for (const window of windowsOn(calendar, day)) {
      const start = Math.max(from, instantOf(day * DAY + window.from * MINUTE));
      const end = Math.min(to, instantOf(day * DAY + window.to * MINUTE));
      open += Math.max(0, end - start);
    }
  }
  return open;
}

test("P1 holds with pauses", () => {
  const cases = situation().chain((one) => fc.tuple(fc.constant(one), minutesUpTo(4 * 1440), pausesAfter(one.instant)));
  fc.assert(
    fc.property(cases, ([{ calendar, instant }, length, pauses]) => {
      const counted = countMinutes(calendar, instant, instant + length, pauses);
      assert.equal(elapsedTime(hoursOf(calendar), instant, instant + length, pauses), counted * MINUTE);
    }),
    RUNS,
  );
});

test("P2: open time is additive, and never longer than the time itself", () => {
  const cases = fc.tuple(situation(), fc.nat(9 * DAY), fc.nat(9 * DAY));
  fc.assert(
    fc.property(cases, ([{ calendar, instant }, one, other]) => {
      const hours = hoursOf(calendar);
      const [middle, end] = [instant + one, instant + one + other];
      const whole = openTime(hours, instant, end);
      assert.equal(whole, openTime(hours, instant, middle) + openTime(hours, middle, end));
      assert.ok(whole >= 0 && whole <= one + other);
    }),
    RUNS,
  );
});

const DUE = situation().chain((one) =>
  fc.record({
    calendar: fc.constant(one.calendar),
    start: fc.nat(MINUTE - 1).map((ms) => one.instant + ms),
    target: fc.oneof(
      fc.integer({ min: 1, max: 40 * HOUR }),
      fc.integer({ min: 1, max: 40 * 60 }).map((m) => m * MINUTE),
    ),
    pauses: pausesAfter(one.instant),
  }),
);

test("P3: at its deadline a target is used up, and a millisecond before it is not", () => {
  fc.assert(
    fc.property(DUE, ({ calendar, start, target, pauses }) => {
      const hours = hoursOf(calendar);
      const due = deadline(hours, start, target, pauses);
      if (due === null) {
        const end = Math.max(start, ...pauses.map(({ to }) => to)) + HORIZON;
        assert.ok(elapsedTime(hours, start, end, pauses) < target);
        return;
      }
      assert.equal(elapsedTime(hours, start, due, pauses), target);
      assert.ok(elapsedTime(hours, start, due - 1, pauses) < target);
    }),
    { numRuns: 1000 },
  );
});

test("a deadline found late in the day is one the oracle agrees with", () => {
  fc.assert(
    fc.property(DUE, ({ calendar, start, target, pauses }) => {
      const [from, minutes] = [Math.floor(start / MINUTE) * MINUTE, Math.ceil(target / 20 / MINUTE)];
      const due = deadline(hoursOf(calendar), from, minutes * MINUTE, pauses);
      if (due === null || due - from > 8 * DAY) return;
      assert.equal(countMinutes(calendar, from, due, pauses), minutes);
    }),
    RUNS,
  );
});

const earlier = (one: number | null, other: number | null) => (one ?? Infinity) <= (other ?? Infinity);

test("P4: taking a pause away never makes a deadline later", () => {
  fc.assert(
    fc.property(DUE, fc.nat(3), ({ calendar, start, target, pauses }, place) => {
      const hours = hoursOf(calendar);
      const fewer = pauses.filter((_, at) => at !== place);
      assert.ok(earlier(deadline(hours, start, target, fewer), deadline(hours, start, target, pauses)));
    }),
    RUNS,
  );
});

test("P5: a pause in closed time changes nothing", () => {
  fc.assert(
    fc.property(DUE, ({ calendar, start, target, pauses }) => {
      const hours = hoursOf(calendar);
      const opening = hours(start, start + 10 * DAY);
      const closed: Span[] = opening.ends.map((end, at) => ({ from: end, to: opening.starts[at + 1] ?? end }));
      const more = [...pauses, ...closed.slice(0, 20)];
      assert.equal(deadline(hours, start, target, more), deadline(hours, start, target, pauses));
    }),
    RUNS,
  );
});

test("P8: in a zone without summer time, everything a week later is due a week later", () => {
  const cases = situation(["UTC", "Asia/Kathmandu"]).chain((one) =>
    fc.tuple(fc.constant(one), minutesUpTo(40 * 60), pausesAfter(one.instant)),
  );
  const later = (span: Span) => ({ from: span.from + WEEK, to: span.to + WEEK });
  fc.assert(
    fc.property(cases, ([{ calendar, instant }, target, pauses]) => {
      const moved = new Map([...calendar.exceptions].map(([day, windows]) => [day + 7, windows]));
      const due = deadline(hoursOf(calendar), instant, target, pauses);
      const dueLater = deadline(hoursOf({ ...calendar, exceptions: moved }), instant + WEEK, target, pauses.map(later));
      assert.equal(dueLater, due === null ? null : due + WEEK);
    }),
    RUNS,
  );
});

test("P10: adding a window never makes a deadline later", () => {
  fc.assert(
    fc.property(DUE, fc.nat(6), windows, ({ calendar, start, target, pauses }, weekday, more) => {
      const week = calendar.week.map((day, at) => (at === weekday ? tidySpans([...day, ...more]) : day));
      const wider = deadline(hoursOf({ ...calendar, week }), start, target, pauses);
      assert.ok(earlier(wider, deadline(hoursOf(calendar), start, target, pauses)));
    }),
    RUNS,
  );
});

test("C10: the warning comes when that share of the target is used up", () => {
  fc.assert(
    fc.property(DUE, fc.integer({ min: 1, max: 100 }), ({ calendar, start, target, pauses }, percent) => {
      const hours = hoursOf(calendar);
      const at = warning(hours, start, target, percent, pauses);
      if (at !== null) assert.equal(elapsedTime(hours, start, at, pauses), Math.round((target * percent) / 100));
      assert.ok(earlier(at, deadline(hours, start, target, pauses)));
    }),
    RUNS,
  );
});

for (const zone of ZONES) {
  test(`offset changes in ${zone} are those that the clock on the wall shows`, () => {
    const [from, to] = [Date.UTC(2010, 0, 1), Date.UTC(2036, 0, 1)];
    const pieces = offsetPieces(zone, from, to);
    const found = pieces.slice(1).filter((piece, at) => piece.offset !== pieces[at]?.offset);
    assert.deepEqual(
      found.map((piece) => piece.from),
      offsetChanges(zone, from, to),
    );
  });
}

test("a timetable of two calendars counts each in its own time", () => {
  const change = Date.UTC(2026, 5, 3, 12);
  const cases = fc.tuple(
    situation(["Europe/Berlin"]),
    situation(["Asia/Kathmandu"]),
    fc.nat(3 * 1440),
    fc.nat(3 * 1440),
  );
  fc.assert(
    fc.property(cases, ([one, other, before, after]) => {
      const hours = hoursOf([
        { from: -Infinity, calendar: one.calendar },
        { from: change, calendar: other.calendar },
      ]);
      const [from, to] = [change - before * MINUTE, change + after * MINUTE];
      const counted = countMinutes(one.calendar, from, change) + countMinutes(other.calendar, change, to);
      assert.equal(openTime(hours, from, to), counted * MINUTE);
    }),
    { numRuns: 60 },
  );
});

test("hours asked for again, far from before, are listed anew", () => {
  fc.assert(
    fc.property(situation(), fc.integer({ min: -900, max: 900 }), ({ calendar, instant }, days) => {
      const hours = hoursOf(calendar);
      hours(instant, instant + DAY);
      const [from, to] = [instant + days * DAY, instant + days * DAY + 5 * DAY];
      assert.equal(openTime(hours, from, to), openTime(hoursOf(calendar), from, to));
    }),
    { numRuns: 100 },
  );
});
