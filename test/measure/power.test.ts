import assert from "node:assert/strict";
import { test } from "node:test";
import { POWER, POWER_DRAWN, powerNear } from "#server/measure/power.ts";
import { headlineCoverage } from "#test/bench/coverage.ts";
import { diceOf } from "#test/bench/worlds.ts";

const FEW = 400;

test("what the product says of its verdict is what worlds with a known reduction say", () => {
  for (const [at, { baseline, current, cv, r, at60, at70 }] of POWER.entries()) {
    const desk = { before: baseline, after: current, mean: POWER_DRAWN.weekly, cv, r };
    for (const [reduction, told] of [
      [0.6, at60],
      [0.7, at70],
    ] as const) {
      const { reached } = headlineCoverage(diceOf(100 + at), desk, reduction, FEW);
      const room = 4 * Math.sqrt((told * (1 - told)) / FEW);
      assert.ok(
        Math.abs(reached - told) <= room,
        `${baseline} + ${current}, r ${r}: ${reached} of worlds, told ${told}`,
      );
    }
  }
});

test("the line nearest in weeks is told, the less favourable of two", () => {
  assert.equal(
    powerNear(13, 13),
    POWER.find((one) => one.baseline === 13 && one.current === 13 && one.r === 0.5),
  );
  assert.equal(powerNear(60, 40).baseline, 26);
});
