import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { HOUR, WEEK } from "#server/platform/clock.ts";
import { isWeek, shiftWeek, weekCalendar, weekOfDate, weeksBetween } from "#server/platform/weeks.ts";

test("weeks are numbered as ISO 8601 says", () => {
  const known: [string, string][] = [
    ["2026-01-01", "2026-W01"],
    ["2024-12-30", "2025-W01"],
    ["2021-01-03", "2020-W53"],
    ["2026-12-31", "2026-W53"],
    ["2026-03-09", "2026-W11"],
  ];
  for (const [date, week] of known) assert.equal(weekOfDate(date), week);
  assert.equal(weekOfDate("2026-02-31x"), undefined);
  assert.equal(weekOfDate("2026-02-31"), undefined);
  assert.equal(isWeek("2026-W53"), true);
  assert.equal(isWeek("2025-W53"), false);
  assert.equal(isWeek("2026-W00"), false);
  assert.equal(shiftWeek("2026-W53", 1), "2027-W01");
  assert.deepEqual(weeksBetween("2026-W52", "2027-W02"), ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]);
  assert.deepEqual(weeksBetween("2026-W10", "2026-W09"), []);
});

test("a week begins at midnight of its own zone, and is an hour short or long when the clocks change", () => {
  const berlin = weekCalendar("Europe/Berlin");
  assert.equal(berlin.start("2026-W13"), Date.parse("2026-03-23T00:00:00+01:00"));
  assert.equal(berlin.end("2026-W13") - berlin.start("2026-W13"), WEEK - HOUR);
  assert.equal(berlin.end("2026-W43") - berlin.start("2026-W43"), WEEK + HOUR);
  assert.equal(berlin.weekOf(Date.parse("2026-03-22T23:30:00Z")), "2026-W13");
  assert.equal(weekCalendar("UTC").weekOf(Date.parse("2026-03-22T23:30:00Z")), "2026-W12");
});

test("every instant lies in exactly one week", () => {
  const zones = fc.constantFrom("Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati", "UTC");
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), zones, (at, zone) => {
      const calendar = weekCalendar(zone);
      const week = calendar.weekOf(at);
      assert.ok(calendar.start(week) <= at && at < calendar.end(week), `${zone} ${at} ${week}`);
    }),
    { numRuns: 200 },
  );
});
