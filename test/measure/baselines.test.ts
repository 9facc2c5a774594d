import assert from "node:assert/strict";
import { test } from "node:test";
import { headline } from "#server/measure/headline.ts";
import { noiseBetweenWeeks } from "#server/measure/noise-between-weeks.ts";
import { steppedWedge, type TeamWeek } from "#server/measure/stepped-wedge.ts";
import { wedgeCounts, wedgeHeadline } from "#server/measure/wedge-headline.ts";
import { sampledWorld, wedgeWorld } from "#test/bench/baseline-worlds.ts";
import { diceOf } from "#test/bench/worlds.ts";

const near = (value: number, wanted: number) => assert.ok(Math.abs(value - wanted) < 1e-7, `${value} is not ${wanted}`);

const flat = (tickets: number[], exposure = 100) => ({ tickets, exposure: tickets.map(() => exposure) });
const BASELINE = flat([20, 24, 18, 22, 26, 19, 21, 23]);
const CURRENT = flat([9, 12, 8, 11], 110);

test("the variance of a draw is added to the square of the standard error, and moves the figure not at all", () => {
  const without = headline({ baseline: BASELINE, current: CURRENT });
  const drawn = headline({ baseline: BASELINE, current: CURRENT, drawVariance: 0.015 });
  near(drawn.plain.standardError ** 2, without.plain.standardError ** 2 + 0.015);
  near(drawn.reduction, without.reduction);
  assert.ok(drawn.low < without.low && drawn.high > without.high);
  assert.throws(() => headline({ baseline: BASELINE, current: CURRENT, drawVariance: -1 }), /cannot be below zero/);
});

test("of a sampled baseline the ups and downs of the period alone count: those of its weeks are of all questions", () => {
  const wild = { residuals: [-4, 4, -4, 4, -4, 4], mean: 40 };
  const calm = { residuals: [0.1, -0.1, 0.1, -0.1, 0.1, -0.1], mean: 40 };
  assert.ok(noiseBetweenWeeks([calm, wild], [wild]).cv > noiseBetweenWeeks([calm, wild]).cv);
  assert.equal(noiseBetweenWeeks([wild, calm], [calm]).cv, 0);
  const dice = diceOf(3);
  const desk = { before: 13, after: 8, mean: 40, cv: 0.25, r: 0 };
  const held = Array.from({ length: 300 }, () => headline(sampledWorld(dice, desk, 0.6)));
  const share = held.filter(({ low, high }) => low <= 0.6 && high >= 0.6).length / held.length;
  assert.ok(share > 0.95, `the range held the truth in ${share}`);
});

const ROLLOUT = { teams: 8, wait: 4, step: 2, mean: 6, cv: 0.2, r: 0.4 };

test("a roll-out's range is never narrower than that of single weeks, and other units change nothing", () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const rows = wedgeWorld(diceOf(seed), ROLLOUT, 0.5);
    const found = steppedWedge(rows);
    assert.ok(found.low <= found.plain.low && found.low <= found.reduction && found.reduction <= found.high);
    const scaled = steppedWedge(rows.map((row) => ({ ...row, exposure: row.exposure * 7 })));
    near(scaled.reduction, found.reduction);
    near(scaled.low, found.low);
    const swapped = steppedWedge(rows.map((row) => ({ ...row, isOn: !row.isOn })));
    near(swapped.rateRatio * found.rateRatio, 1);
  }
});

test("it takes the place of the headline, with what the same teams would have asked as its baseline", () => {
  const rows = wedgeWorld(diceOf(5), ROLLOUT, 0.7);
  const found = wedgeHeadline(rows, { goal: 0.3 });
  const { reduction, low } = steppedWedge(rows);
  assert.deepEqual([found.reduction, found.low], [reduction, low]);
  near(found.totals.current.rate / found.totals.baseline.rate, found.rateRatio);
  assert.equal(found.verdict, "reached");
  assert.equal(wedgeHeadline(rows, { goal: 0.95 }).verdict, "not reached");
});

test("it gives no verdict from five teams, three weeks or a handful of questions", () => {
  const few = (part: Partial<typeof ROLLOUT>) => wedgeHeadline(wedgeWorld(diceOf(6), { ...ROLLOUT, ...part }, 0.5));
  const five = few({ teams: 5 });
  assert.deepEqual([five.verdict, five.notes], ["not enough data", ["5 teams of the 6 needed"]]);
  assert.match(few({ mean: 0.2 }).notes.join(), /tickets of teams that waited of the 30 needed/);
  const row = (team: string, week: string, isOn: boolean): TeamWeek => ({ team, week, tickets: 5, exposure: 10, isOn });
  const counts = wedgeCounts([row("a", "1", false), row("b", "1", false), row("a", "2", true), row("b", "2", false)]);
  assert.deepEqual(counts, { teams: 2, weeks: 1, tickets: 5 }, "a week in which all wait compares nothing");
});
