import assert from "node:assert/strict";
import { test } from "node:test";
import { watchLateness } from "#server/http/shedding.ts";

test("costly pages wait when everything was late for five seconds, and not a moment longer", () => {
  const isLate = watchLateness();
  const told = [
    [0, 20, false],
    [1000, 900, false],
    [3000, 700, false],
    [5900, 501, false],
    [6000, 500, true],
    [9000, 2000, true],
    [10_000, 499, false],
    [11_000, 600, false],
    [15_999, 600, false],
    [16_000, 600, true],
  ] as const;
  for (const [now, delay, expected] of told) assert.equal(isLate(now, delay), expected, `at ${now}`);
});
