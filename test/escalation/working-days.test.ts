import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Calendar } from "#server/escalation/calendar.ts";
import { readDay } from "#server/escalation/days.ts";
import { workingDaysAgo, workingDaysLater } from "#server/escalation/working-days.ts";
import { DAY } from "#server/platform/clock.ts";

const OFFICE = [{ from: 540, to: 1020 }];
const berlin: Calendar = {
  timeZone: "Europe/Berlin",
  week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []],
  exceptions: new Map([[readDay("2026-12-25") ?? 0, []]]),
};

test("so many working days later it is the same time of day, whatever lies between", () => {
  for (const [from, days, to] of [
    ["2026-06-09T10:00:00Z", 3, "2026-06-12T10:00:00Z"],
    ["2026-06-12T10:00:00Z", 1, "2026-06-15T10:00:00Z"],
    ["2026-06-12T10:00:00Z", 5, "2026-06-19T10:00:00Z"],
    ["2026-06-13T10:00:00Z", 1, "2026-06-15T22:00:00Z"],
    ["2026-12-24T10:00:00Z", 1, "2026-12-28T10:00:00Z"],
    ["2026-03-27T10:00:00Z", 1, "2026-03-30T09:00:00Z"],
    ["2026-06-09T22:30:00Z", 1, "2026-06-10T22:30:00Z"],
  ] as const)
    assert.equal(
      new Date(workingDaysLater(berlin, Date.parse(from), days)).toISOString(),
      to.replace("Z", ".000Z"),
      from,
    );
});

test("where nobody works any more no working day comes", () => {
  const closed = { ...berlin, week: [[], [], [], [], [], [], []] };
  assert.equal(workingDaysLater(closed, Date.parse("2026-06-09T10:00:00Z"), 1), Number.POSITIVE_INFINITY);
  assert.equal(workingDaysAgo(closed, Date.parse("2026-06-09T10:00:00Z"), 1), -1);
});

test("what is so many days ago is due now, and what came a moment later is not", () => {
  const year = Date.parse("2026-01-01T00:00:00Z");
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 365 * DAY }), fc.integer({ min: 1, max: 20 }), (after, days) => {
      const now = year + after;
      const since = workingDaysAgo(berlin, now, days);
      assert.ok(workingDaysLater(berlin, since, days) <= now);
      assert.ok(workingDaysLater(berlin, since + 1, days) > now);
    }),
    { numRuns: 200 },
  );
});
