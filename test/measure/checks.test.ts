import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concentration, growth, placebo, totalFall, weeksThatDecide, worstMix } from "#server/measure/check-figures.ts";
import type { CheckFigures } from "#server/measure/check-inputs.ts";
import { CHECKS, type CheckKey, judgeChecks, sumUpChecks } from "#server/measure/checks.ts";
import { offPortalRate } from "#server/measure/off-portal.ts";
import { strataRatio } from "#server/measure/strata.ts";
import { near, refuses, weeks } from "./near.ts";

const NOTHING: CheckFigures = {
  denominatorDifference: null,
  relabelShare: null,
  kappa: null,
  totalFall: null,
  offPortalGrowth: null,
  holdoutDrift: null,
  repeatContact: null,
  reopenRate: null,
  silentRise: null,
  spikeZ: null,
  mix: null,
  lastYearDifference: null,
  weeksThatDecide: null,
  fallOfFive: null,
  fallOfOneTeam: null,
  placebo: null,
  twins: null,
  sampleRatioP: null,
  eventTroubles: null,
  collectorChanges: null,
  skewedClocks: null,
  editsAfterLock: null,
};

const CASES: [CheckKey, Partial<CheckFigures>, string][] = [
  ["denominator", { denominatorDifference: 0.03 }, "pass"],
  ["denominator", { denominatorDifference: 0.031 }, "warn"],
  ["denominator", { denominatorDifference: 0.051 }, "fail"],
  ["labels", { relabelShare: 0.19 }, "pass"],
  ["labels", { relabelShare: 0.2 }, "warn"],
  ["labels", { relabelShare: 0.5 }, "warn"],
  ["labels", { relabelShare: 0.51 }, "fail"],
  ["labels", { kappa: 0.7 }, "pass"],
  ["labels", { kappa: 0.69 }, "warn"],
  ["labels", { kappa: 0.6 }, "warn"],
  ["labels", { kappa: 0.59 }, "fail"],
  ["labels", { kappa: 0.9, relabelShare: 0.6 }, "fail"],
  ["total", { totalFall: 0.5 }, "pass"],
  ["total", { totalFall: 0.49 }, "warn"],
  ["total", { totalFall: -0.01 }, "fail"],
  ["off-portal", { offPortalGrowth: 0.25 }, "pass"],
  ["off-portal", { offPortalGrowth: 0.26 }, "warn"],
  ["off-portal", { offPortalGrowth: 0.51 }, "fail"],
  ["holdout-drift", { holdoutDrift: { low: -0.2, high: 0 } }, "pass"],
  ["holdout-drift", { holdoutDrift: { low: 0.1, high: 0.2 } }, "pass"],
  ["holdout-drift", { holdoutDrift: { low: -0.2, high: -0.01 } }, "fail"],
  ["repeat", { repeatContact: 0.02, reopenRate: 0.02 }, "pass"],
  ["repeat", { repeatContact: 0.01, reopenRate: 0.021 }, "warn"],
  ["repeat", { repeatContact: 0.031, reopenRate: 0 }, "fail"],
  ["silent", { silentRise: 0.05 }, "pass"],
  ["silent", { silentRise: 0.06 }, "warn"],
  ["silent", { silentRise: 0.11 }, "fail"],
  ["spike", { spikeZ: 2 }, "pass"],
  ["spike", { spikeZ: 2.1 }, "warn"],
  ["spike", { spikeZ: 3.1 }, "fail"],
  ["mix", { mix: { difference: 0.05, reversed: 0 } }, "pass"],
  ["mix", { mix: { difference: 0.06, reversed: 0 } }, "warn"],
  ["mix", { mix: { difference: 0, reversed: 1 } }, "fail"],
  ["last-year", { lastYearDifference: 0.1 }, "pass"],
  ["last-year", { lastYearDifference: 0.11 }, "warn"],
  ["one-week", { weeksThatDecide: 0 }, "pass"],
  ["one-week", { weeksThatDecide: 1 }, "warn"],
  ["few-people", { fallOfFive: 0.5, fallOfOneTeam: 0.5 }, "pass"],
  ["few-people", { fallOfFive: 0.51, fallOfOneTeam: 0.1 }, "warn"],
  ["few-people", { fallOfFive: 0.1, fallOfOneTeam: 0.76 }, "fail"],
  ["placebo", { placebo: { low: -0.1, high: 0.1 } }, "pass"],
  ["placebo", { placebo: { low: 0.01, high: 0.3 } }, "fail"],
  ["placebo", { placebo: { low: -0.3, high: -0.01 } }, "fail"],
  ["twins", { twins: { low: -0.1, high: 0 } }, "pass"],
  ["twins", { twins: { low: 0.01, high: 0.3 } }, "fail"],
  ["sample-ratio", { sampleRatioP: 0.01 }, "pass"],
  ["sample-ratio", { sampleRatioP: 0.0099 }, "warn"],
  ["sample-ratio", { sampleRatioP: 0.0009 }, "fail"],
  ["events", { eventTroubles: 0 }, "pass"],
  ["events", { eventTroubles: 1 }, "warn"],
  ["events", { eventTroubles: 0, collectorChanges: 1, skewedClocks: 0 }, "warn"],
  ["events", { eventTroubles: 0, collectorChanges: 0, skewedClocks: 1 }, "warn"],
  ["events", { eventTroubles: 0, collectorChanges: 0, skewedClocks: 0 }, "pass"],
  ["edits", { editsAfterLock: 0 }, "pass"],
  ["edits", { editsAfterLock: 1 }, "warn"],
];
const outcomeOf = (key: CheckKey, figures: Partial<CheckFigures>) =>
  judgeChecks({ ...NOTHING, ...figures }).find((check) => check.key === key)?.outcome;
for (const [key, figures, outcome] of CASES) {
  test(`${key}: ${JSON.stringify(figures)} is ${outcome}`, () => assert.equal(outcomeOf(key, figures), outcome));
}

test("there are seventeen checks, each tried above, and none passes unmeasured", () => {
  assert.equal(CHECKS.length, 17);
  const tried = new Set(CASES.map(([key]) => key));
  assert.deepEqual(
    CHECKS.filter(({ key }) => !tried.has(key)),
    [],
  );
  assert.ok(judgeChecks(NOTHING).every(({ outcome }) => outcome === "not measured"));
});

test("a figure that is none is refused, not passed", () => {
  refuses(() => judgeChecks({ ...NOTHING, kappa: Number.NaN }), /kappa of the second coding" is not a number/);
});

const all: CheckFigures = {
  ...NOTHING,
  ...Object.fromEntries(
    CASES.filter(([, , outcome]) => outcome === "pass").flatMap(([, figures]) => Object.entries(figures)),
  ),
};
test("the checks are summed up in words", () => {
  assert.equal(sumUpChecks(judgeChecks(all)), "17 of 17 checks pass");
  assert.equal(sumUpChecks(judgeChecks({ ...all, kappa: 0.65, spikeZ: 2.5 })), "2 of 17 checks warn");
  assert.equal(sumUpChecks(judgeChecks({ ...all, kappa: 0.65 })), "1 of 17 checks warns");
  assert.equal(sumUpChecks(judgeChecks({ ...all, kappa: 0.5, spikeZ: 2.5 })), "1 of 17 checks fails, 1 warns");
  assert.equal(sumUpChecks(judgeChecks({ ...all, mix: null, twins: null })), "2 of 17 checks could not be measured");
});

test("a launch that never was shows nothing in a quiet baseline and something in a falling one", () => {
  const quiet = placebo(weeks([20, 24, 18, 22, 26, 19, 21, 23], 100));
  assert.ok(quiet.low < 0 && quiet.high > 0);
  const falling = placebo(weeks([80, 80, 80, 80, 20, 20, 20, 20], 100));
  assert.ok(falling.low > 0);
  refuses(() => placebo(weeks([20, 20], 9)), /no room/);
});

test("weeks that decide: a figure that rests on one week says so", () => {
  const baseline = weeks([20, 20, 20, 20, 20, 20, 20, 20, 20], 100);
  assert.equal(weeksThatDecide({ baseline, current: weeks([2, 2, 2, 2, 2], 100) }), 0);
  const shaky = weeksThatDecide({ baseline, current: weeks([6, 6, 6, 6, 17], 100), goal: 0.6 });
  assert.equal(shaky, 1);
});

test("concentration: part of the fall of the largest ones, those who rose against them", () => {
  near(concentration([5, 1, 1, 1, 1, 1], 5), 0.9);
  near(concentration([5, 5, -5], 1), 1);
  refuses(() => concentration([1, -2], 1), /did not fall/);
});

test("total fall and growth", () => {
  near(totalFall({ basic: 0.2, all: 0.1 }), 0.5);
  refuses(() => totalFall({ basic: 0, all: 0.1 }), /did not fall/);
  near(growth({ count: 20, weeks: 10 }, { count: 15, weeks: 5 }), 0.5);
  refuses(() => growth({ count: 0, weeks: 10 }, { count: 15, weeks: 5 }), /nothing to start from/);
});

test("mix: a changed sign counts like a group that reversed", () => {
  const team = (name: string, a: number, b: number, c: number, d: number) => ({
    name,
    baseline: { tickets: a, exposure: b },
    current: { tickets: c, exposure: d },
  });
  const paradox = strataRatio([team("a", 90, 100, 10, 10), team("b", 9, 100, 11, 100)]);
  assert.ok(paradox.crude > 0 && paradox.reduction < 0);
  assert.equal(worstMix([paradox])?.reversed, 2);
  const calm = strataRatio([team("a", 50, 100, 25, 100), team("b", 50, 100, 25, 100)]);
  assert.deepEqual(worstMix([calm, null, paradox]), worstMix([paradox]), "the worst of several is told");
  assert.deepEqual(worstMix([calm]), { difference: 0, reversed: 0 });
  assert.equal(worstMix([null, null]), null);
});

test("off portal: the share of Wilson, as many questions as those asked who asked any", () => {
  const { asking, rate, low, high } = offPortalRate({ people: 20, yes: 4, questions: 8 });
  for (const [found, wanted] of [
    [asking.share, 0.2],
    [asking.low, 0.0807],
    [asking.high, 0.416],
    [rate, 0.4],
    [low, 0.1613],
    [high, 0.832],
  ] as const)
    near(found, wanted);
  const none = offPortalRate({ people: 20, yes: 0, questions: 0 });
  near(none.rate, 0);
  near(none.high, 0.1611);
  refuses(() => offPortalRate({ people: 0, yes: 0, questions: 0 }), /Nobody has answered yet/);
  refuses(() => offPortalRate({ people: 5, yes: 3, questions: 2 }), /asked at least once/);
  refuses(() => offPortalRate({ people: 2, yes: 3, questions: 3 }), /more than/);
});

test("off portal: the point lies in its range, and more answers of the same kind never widen it", () => {
  const answers = fc
    .integer({ min: 1, max: 300 })
    .chain((people) => fc.tuple(fc.constant(people), fc.nat(people), fc.nat(4)))
    .map(([people, yes, more]) => ({ people, yes, questions: yes * (1 + more) }));
  fc.assert(
    fc.property(answers, fc.integer({ min: 2, max: 5 }), (one, times) => {
      const few = offPortalRate(one);
      const many = offPortalRate({
        people: one.people * times,
        yes: one.yes * times,
        questions: one.questions * times,
      });
      assert.ok(few.low <= few.rate && few.rate <= few.high);
      near(many.rate, few.rate);
      assert.ok(many.high - many.low <= few.high - few.low + 1e-12);
    }),
  );
});
