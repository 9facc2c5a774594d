import assert from "node:assert/strict";
import { test } from "node:test";
import { bothDenominators } from "#server/measure/denominators.ts";
import { headline, headlineAsWritten } from "#server/measure/headline.ts";
import { blockBootstrap, leaveOneOut, sensitivityOf } from "#server/measure/sensitivity.ts";
import { VERDICTS, verdictLine, verdictOf } from "#server/measure/verdict.ts";
import { isNear, refuses, weeks } from "./near.ts";

const plain = { baseline: weeks([20, 24, 18, 22, 26, 19, 21, 23], 100), current: { ...weeks([9, 12, 8, 11], 110) } };
plain.current.exposure = [110, 110, 112, 112];
const resembling = {
  baseline: weeks([30, 34, 38, 36, 28, 22, 20, 26], 100),
  current: weeks([14, 16, 17, 12, 9, 8], 100),
};

test("F1 to F4: the example of the specification", () => {
  const { verdict, ...figures } = headline({ ...plain, goal: 0.6 });
  isNear(figures, {
    rateRatio: 0.4166,
    reduction: 0.5834,
    phiRaw: 0.3346,
    phi: 1,
    r1: -0.5607,
    r: 0,
    standardError: 0.1754,
    t: 2.2281,
    low: 0.3841,
    high: 0.7182,
  });
  assert.equal(verdict, "not yet, undecided");
});

test("F2: weeks that resemble each other widen the interval", () => {
  const { inflation, ...figures } = headline(resembling);
  isNear(figures, { phi: 1.2849, r1: 0.6298, reduction: 0.567, low: 0.2351, high: 0.7548 });
  isNear(inflation, { baseline: 3.2822, current: 2.9664 });
});

test("F5: leaving weeks out, and the bootstrap with its seed", () => {
  isNear(leaveOneOut(plain), { low: 0.5543, high: 0.6123 });
  isNear(blockBootstrap({ ...plain, runs: 1000, seed: 1 }), { low: 0.5455, high: 0.6166 });
});

test("F5: another seed is another draw, the same seed the same one", () => {
  assert.notDeepEqual(blockBootstrap({ ...plain, seed: 2 }), blockBootstrap({ ...plain, seed: 1 }));
  assert.deepEqual(blockBootstrap({ ...plain, seed: 2 }), blockBootstrap({ ...plain, seed: 2 }));
});

test("F3: no current ticket adds half a ticket to both totals and says so", () => {
  const { totals, notes, reduction } = headline({ ...plain, current: weeks([0, 0, 0, 0], 100) });
  assert.equal(totals.baseline.tickets, 173.5);
  assert.equal(totals.current.tickets, 0.5);
  isNear({ reduction }, { reduction: 1 - 0.5 / 400 / (173.5 / 800) });
  assert.match(notes.join(" "), /half a ticket/);
});

test("F3: no baseline ticket, no figure", () => {
  refuses(() => headline({ ...plain, baseline: weeks([0, 0, 0, 0, 0, 0, 0, 0], 100) }), /nothing a reduction/);
});

const VERDICT_CASES: [number, number, number, string][] = [
  [0.7, 0.6, 0.8, "reached"],
  [0.7, 0.5999, 0.8, "on target, unproven"],
  [0.6, 0.5, 0.7, "on target, unproven"],
  [0.59, 0.5, 0.6, "not yet, undecided"],
  [0.5, 0.4, 0.5999, "not reached"],
];
for (const [reduction, low, high, expected] of VERDICT_CASES) {
  test(`F4: ${reduction} (${low} to ${high}) against 0.6 is "${expected}"`, () => {
    assert.equal(verdictOf({ reduction, low, high }, 0.6), expected);
  });
}

test("F4: the gate names what is missing, one by one", () => {
  const short = { baseline: weeks([4, 4, 4, 4, 4, 4, 4], 100), current: weeks([1, 1, 1], 100) };
  const { verdict, notes } = headline(short);
  assert.equal(verdict, "not enough data");
  assert.deepEqual(notes, [
    "7 baseline weeks of the 8 needed",
    "3 current weeks of the 4 needed",
    "28 baseline tickets of the 30 needed",
  ]);
});

test("F4: exactly eight weeks, four weeks and thirty tickets are enough", () => {
  const just = { baseline: weeks([4, 4, 4, 4, 4, 4, 3, 3], 100), current: weeks([1, 1, 1, 1], 100) };
  assert.notEqual(headline(just).verdict, "not enough data");
});

test("F4: a dispute stands in the same line as the verdict", () => {
  assert.equal(verdictLine("reached", []), "reached");
  assert.equal(verdictLine("reached", ["kappa 0.41"]), "reached; disputed: kappa 0.41");
  assert.equal(VERDICTS.length, 5);
});

const withActive = (before: number, now: number) => ({
  baseline: { ...plain.baseline, active: Array(8).fill(before) },
  current: { ...plain.current, active: Array(4).fill(now) },
});

test("F6: the smaller reduction is printed when the two are more than 5 points apart", () => {
  const { denominator, headline: printed, eligible, active } = bothDenominators(withActive(80, 70));
  assert.equal(denominator, "active");
  assert.equal(printed, active);
  assert.ok(active.reduction < eligible.reduction);
});

test("F6: close together, or with the larger one over active people, eligible people are printed", () => {
  assert.equal(bothDenominators(withActive(80, 88)).denominator, "eligible");
  assert.equal(bothDenominators(withActive(80, 160)).denominator, "eligible");
});

test("F6: what holds under one denominator only is not claimed", () => {
  const many = { baseline: weeks(Array(26).fill(100), 100), current: weeks(Array(26).fill(30), 100) };
  const both = bothDenominators({
    baseline: { ...many.baseline, active: Array(26).fill(100) },
    current: { ...many.current, active: Array(26).fill(60) },
  });
  assert.equal(both.eligible.verdict, "reached");
  assert.equal(both.active.verdict, "not reached");
  assert.equal(both.verdict, "not yet, undecided");
});

const BAD: [string, () => unknown, RegExp][] = [
  [
    "unequal lengths",
    () => headline({ ...plain, current: { tickets: [1, 2], exposure: [1] } }),
    /2 weeks of tickets and 1/,
  ],
  [
    "a negative count",
    () => headline({ ...plain, current: weeks([1, -2, 3, 4], 100) }),
    /week 2 of the current.*below zero/,
  ],
  ["not a number", () => headline({ ...plain, current: weeks([1, Number.NaN, 3, 4], 100) }), /week 2.*not a number/],
  ["an endless count", () => headline({ ...plain, current: weeks([Number.POSITIVE_INFINITY], 1) }), /not a number/],
  ["nobody there", () => headline({ ...plain, current: weeks([1, 2, 3, 4], 0) }), /exposure in week 1.*above 0/],
  ["no weeks", () => headline({ ...plain, current: weeks([], 100) }), /current window has no weeks/],
  ["one week on each side", () => headline({ baseline: weeks([5], 9), current: weeks([5], 9) }), /three or more/],
  ["a goal in per cent", () => headline({ ...plain, goal: 60 }), /goal is 60/],
  ["a level in per cent", () => headline({ ...plain, level: 95 }), /level is 95/],
  ["a level without room", () => headline({ ...plain, level: 1 }), /level is 1/],
  ["one week to leave out", () => leaveOneOut({ ...plain, current: weeks([5], 9) }), /two weeks in each/],
  ["one week that holds all", () => leaveOneOut({ ...plain, baseline: weeks([5, 0], 9) }), /one week/],
  ["no draws", () => blockBootstrap({ ...plain, runs: 0 }), /between 1 and/],
];
for (const [what, attempt, sentence] of BAD) {
  test(`${what} gives a sentence, never NaN`, () => refuses(attempt, sentence));
}

test("where a sensitivity cannot be had, there is none", () => {
  const sparse = { baseline: weeks([5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 9), current: weeks([1, 1, 1, 1], 9) };
  assert.deepEqual(sensitivityOf(sparse), { leaveOneOut: null, bootstrap: null });
});

const WAVE = [52, 58, 55, 49, 44, 38, 31, 28, 30, 35, 41, 47, 53];

test("few weeks in a wave: the published interval is wider than F2 as written, and says why", () => {
  const { standardError, plain, noise, low, high, df } = headline({
    baseline: weeks(WAVE, 100),
    current: weeks(WAVE.slice(0, 8), 100),
  });
  assert.ok(standardError > plain.standardError && low < plain.low && high > plain.high);
  assert.ok(noise.cv > 0.15 && noise.r > 0.5 && noise.df < df, JSON.stringify(noise));
});

test("on figures of one's own F2 answers as written, with what the reports publish beside it", () => {
  const half = WAVE.slice(0, 8).map((tickets) => Math.round(tickets / 2));
  const wave = { baseline: weeks(WAVE, 100), current: weeks(half, 100) };
  const { published, low, high, standardError } = headlineAsWritten(wave);
  const reports = headline(wave);
  assert.deepEqual([low, high, standardError], [reports.plain.low, reports.plain.high, reports.plain.standardError]);
  assert.deepEqual([published.low, published.high], [reports.low, reports.high]);
  assert.ok(published.low < low);
  const between = (reports.plain.low + reports.low) / 2;
  assert.equal(headlineAsWritten({ ...wave, goal: between }).verdict, "reached");
  assert.notEqual(headlineAsWritten({ ...wave, goal: between }).published.verdict, "reached");
});

test("weeks that spread no more than chance leave F2 as it is, and have no noise", () => {
  const { standardError, plain: written, noise, t } = headline(plain);
  assert.deepEqual([standardError, t, noise.cv, noise.r], [written.standardError, written.t, 0, 0]);
});

test("both examples of the specification are F2 as written", () => {
  for (const both of [plain, resembling]) {
    const { low, high, plain: written } = headline(both);
    assert.deepEqual([low, high], [written.low, written.high]);
  }
});

test("weeks in exact proportion have no resemblance, whatever rounding says", () => {
  const exposure = [30, 70, 110, 130, 170, 190, 230, 290, 310, 370];
  const baseline = { tickets: exposure.map((people) => 0.7 * people), exposure };
  const current = { tickets: exposure.map((people) => 0.1 * people), exposure };
  const { r1, r, standardError, totals } = headline({ baseline, current });
  assert.deepEqual([r1, r], [0, 0]);
  isNear(
    { standardError },
    { standardError: Math.sqrt(1 / totals.baseline.tickets + 1 / totals.current.tickets) },
    1e-12,
  );
});
