import assert from "node:assert/strict";
import { test } from "node:test";
import { headlineCoverage, trialCoverage } from "#test/bench/coverage.ts";
import { diceOf } from "#test/bench/worlds.ts";

/** A small draw of `npm run bench:measure`, so that an interval that grows too sure of itself is noticed by every test run. */
const WORLDS = 1_500;
const TRIALS = 150;
const DESKS = [
  { before: 13, after: 8, mean: 40, cv: 0, r: 0 },
  { before: 13, after: 8, mean: 40, cv: 0.25, r: 0.5 },
  { before: 26, after: 13, mean: 40, cv: 0.25, r: 0.5 },
];

for (const desk of DESKS) {
  test(`cv ${desk.cv}, r ${desk.r}, ${desk.before} + ${desk.after} weeks: the interval holds the truth, reached is not said lightly`, () => {
    for (const reduction of [0, 0.6, 0.7]) {
      const { held, reached } = headlineCoverage(diceOf(4), desk, reduction, WORLDS);
      assert.ok(held > 0.91 && held < 0.99, `${reduction}: held in ${held}`);
      if (reduction === 0.6) assert.ok(reached < 0.035, `reached in ${reached}`);
      if (reduction === 0) assert.equal(reached, 0);
    }
  });
}

for (const effect of [0, 0.35]) {
  test(`an experiment with an effect of ${effect}: F17 holds it, daily looks do not invent one`, () => {
    const trial = { people: 120, weeks: 8, share: 0.5, unit: "week" as const, effect };
    const { held, stopped, lost, peeked } = trialCoverage(diceOf(5), trial, TRIALS);
    assert.ok(held > 0.9, `held in ${held}`);
    assert.ok(lost <= 0.05, `lost in ${lost}`);
    if (effect === 0) assert.ok(stopped <= 0.03 && peeked > 0.1, `stopped in ${stopped}, peeked in ${peeked}`);
  });
}
