import assert from "node:assert/strict";
import { test } from "node:test";
import { cohensKappa, correctLabels, reductionAfterCorrection } from "#server/measure/agreement.ts";
import { controlSeries } from "#server/measure/control-series.ts";
import { interruptedSeries } from "#server/measure/interrupted-series.ts";
import { poissonRegression } from "#server/measure/poisson-regression.ts";
import { relabelShare } from "#server/measure/relabelling.ts";
import { sampledBaseline } from "#server/measure/sampled-baseline.ts";
import { baselineSpike } from "#server/measure/spike.ts";
import { type Stratum, strataRatio } from "#server/measure/strata.ts";
import { isNear, near, refuses, weeks } from "./near.ts";

const SERIES = { basic: { baseline: 200, current: 90 }, other: { baseline: 300, current: 270 } };

test("F7: basic tickets fell more than the others did", () => {
  isNear(controlSeries(SERIES), { ratioOfRatios: 0.5, standardError: 0.1521, low: 0.3263, high: 0.6289, added: 0 });
});

test("F7: overdispersion widens, less than Poisson does not narrow", () => {
  const { standardError } = controlSeries(SERIES);
  near(controlSeries({ ...SERIES, basicPhi: 4, otherPhi: 4 }).standardError, 2 * standardError, 1e-12);
  assert.equal(controlSeries({ ...SERIES, basicPhi: 0.2 }).standardError, standardError);
});

test("F7: a series without current tickets gets half a one, one without a past gives no figure", () => {
  const { added, ratioOfRatios, standardError } = controlSeries({ ...SERIES, basic: { baseline: 200, current: 0 } });
  near(ratioOfRatios, 0.5 / 200.5 / 0.9, 1e-12);
  near(standardError, Math.sqrt(1 / 0.5 + 1 / 200.5 + 1 / 270 + 1 / 300), 1e-12);
  assert.equal(added, 0.5);
  refuses(() => controlSeries({ ...SERIES, other: { baseline: 0, current: 2 } }), /baseline other tickets/);
  refuses(() => controlSeries({ ...SERIES, other: { baseline: 9, current: 0 } }), /current other tickets/);
  refuses(() => controlSeries({ ...SERIES, basic: { baseline: 9, current: -1 } }), /below zero/);
});

const stratum = (name: string, a: number, b: number, c: number, d: number): Stratum => ({
  name,
  baseline: { tickets: a, exposure: b },
  current: { tickets: c, exposure: d },
});

test("F8: at an unchanged mix the fall is a fifth, not two thirds", () => {
  const figures = strataRatio([stratum("north", 50, 100, 8, 20), stratum("south", 10, 100, 28, 350)]);
  isNear(figures, { crude: 0.6757, reduction: 0.2, rateRatio: 0.8, standardError: 0.2654, difference: 0.4757 });
  assert.equal(figures.isFlagged, true);
  assert.deepEqual(figures.reversed, []);
});

test("F8: a large stratum that moved the other way is named, a small one is not", () => {
  const fell = stratum("fell", 90, 100, 30, 100);
  assert.deepEqual(strataRatio([fell, stratum("rose", 10, 100, 11, 100)]).reversed, ["rose"]);
  assert.deepEqual(strataRatio([fell, stratum("rose", 9, 100, 11, 100)]).reversed, []);
  assert.deepEqual(strataRatio([fell, stratum("left", 10, 100, 0, 0)]).reversed, []);
});

test("F8: one stratum is the plain rate ratio", () => {
  const { rateRatio, crude, standardError } = strataRatio([stratum("all", 50, 100, 20, 80)]);
  near(rateRatio, 20 / 80 / (50 / 100), 1e-12);
  near(1 - crude, rateRatio, 1e-12);
  near(standardError, Math.sqrt(1 / 50 + 1 / 20), 1e-12);
});

test("F8: strata that cannot be compared are refused", () => {
  refuses(() => strataRatio([]), /none to compare/);
  refuses(() => strataRatio([stratum("a", 5, 0, 5, 5)]), /Stratum a has baseline tickets and no baseline exposure/);
  refuses(() => strataRatio([stratum("a", 5, 5, 0, 5)]), /none to compare/);
  refuses(() => strataRatio([stratum("a", 0, 0, 0, 0)]), /exposure of a/);
});

test("F9: six weeks a side are computed, and the output says that they are too few", () => {
  const series = interruptedSeries(weeks([20, 22, 19, 21, 20, 23], 100), weeks([15, 14, 12, 13, 10, 9], 100));
  [-1.6218, 0.0151, -0.2499, -0.1119].forEach((b, at) => {
    near(series.coefficients[at] as number, b);
  });
  isNear(series, { reduction: 0.6021, low: -0.2746, high: 0.8758, df: 8, phi: 1 });
  assert.equal(series.isEnough, false);
  assert.match(series.notes.join(" "), /too few/);
});

test("F9: the counterfactual is the old trend, and the reduction is measured against its last week", () => {
  const before = weeks(Array(20).fill(40), 100);
  const series = interruptedSeries(before, weeks(Array(12).fill(10), 100));
  series.counterfactual.forEach((expected) => {
    near(expected, 40, 1e-6);
  });
  near(series.reduction, 0.75, 1e-6);
  assert.deepEqual([series.isEnough, series.isSeasonal, series.df, series.notes.length], [true, false, 28, 0]);
});

const season = (week: number) => 40 * Math.exp(0.4 * Math.sin((2 * Math.PI * week) / 52));
test("F9: two years bring the season in, and a wave is not taken for an effect", () => {
  const all = Array.from({ length: 117 }, (_, week) => season(week + 1));
  const series = interruptedSeries(weeks(all.slice(0, 84), 100), weeks(all.slice(84), 100));
  assert.equal(series.isSeasonal, true);
  near(series.reduction, 0, 1e-6);
  near(series.coefficients[4] as number, 0.4, 1e-6);
  const shorter = interruptedSeries(weeks(all.slice(0, 84), 100), weeks(all.slice(84, 103), 100));
  assert.equal(shorter.isSeasonal, false);
});

test("F9: weeks that determine no line are refused", () => {
  refuses(() => interruptedSeries(weeks([1, 2], 9), weeks([1, 2], 9)), /too few/);
  refuses(() => interruptedSeries(weeks([9, 9, 8, 9], 9), weeks([0, 0, 0, 0], 9)), /do not determine/);
  refuses(() => interruptedSeries(weeks([9, 9, 8, 9, 9], 9), weeks([5], 9)), /do not determine/);
});

test("the regression solves its score equations: what it fitted leaves nothing to be explained", () => {
  const counts = [12, 15, 11, 9, 8, 8, 5, 7];
  const design = counts.map((_, at) => [1, at, at % 3]);
  const { fitted } = poissonRegression(counts, Array(8).fill(50), design);
  for (let column = 0; column < 3; column++) {
    const left = counts.map((y, at) => (design[at]?.[column] as number) * (y - (fitted[at] as number)));
    near(
      left.reduce((a, b) => a + b),
      0,
      1e-7,
    );
  }
});

const SAMPLED = {
  tickets: 1000,
  sampled: 200,
  basic: 50,
  baselineExposure: 2000,
  currentTickets: 60,
  currentExposure: 1000,
};

test("F10: a labelled sample of the past", () => {
  isNear(sampledBaseline(SAMPLED), {
    reduction: 0.52,
    standardError: 0.1889,
    low: 0.305,
    high: 0.6685,
    baselineTickets: 250,
  });
});

test("F10: a sample that cannot be is refused", () => {
  refuses(() => sampledBaseline({ ...SAMPLED, sampled: 2000 }), /more than the 1000/);
  refuses(() => sampledBaseline({ ...SAMPLED, basic: 0 }), /no basic ticket/);
  refuses(() => sampledBaseline({ ...SAMPLED, sampled: 0, basic: 0 }), /nothing to count from/);
  refuses(() => sampledBaseline({ ...SAMPLED, currentTickets: 0 }), /no current basic ticket/);
  refuses(() => sampledBaseline({ ...SAMPLED, basic: 1.5 }), /whole number/);
});

test("F11: kappa", () => {
  near(cohensKappa({ bothBasic: 20, firstOnly: 5, secondOnly: 4, neither: 21 }).kappa, 0.64);
  near(cohensKappa({ bothBasic: 5, firstOnly: 5, secondOnly: 5, neither: 5 }).kappa, 0);
  near(cohensKappa({ bothBasic: 5, firstOnly: 0, secondOnly: 0, neither: 5 }).kappa, 1);
  refuses(() => cohensKappa({ bothBasic: 5, firstOnly: 0, secondOnly: 0, neither: 0 }), /not defined/);
  refuses(() => cohensKappa({ bothBasic: 0, firstOnly: 0, secondOnly: 0, neither: 0 }), /coded twice is 0/);
});

test("F11: correcting labels that are wrong now and then", () => {
  const right = correctLabels({ basic: 40, tickets: 100, sensitivity: 0.9, specificity: 0.95 });
  near(right.corrected, 0.4118);
  assert.equal(right.warning, null);
});

test("F11: a correction that leaves 0 to 1 is clamped and warns", () => {
  const low = correctLabels({ basic: 2, tickets: 100, sensitivity: 0.9, specificity: 0.9 });
  assert.equal(low.corrected, 0);
  assert.match(low.warning ?? "", /do not fit/);
  assert.equal(correctLabels({ basic: 99, tickets: 100, sensitivity: 0.9, specificity: 0.9 }).corrected, 1);
  refuses(() => correctLabels({ basic: 2, tickets: 9, sensitivity: 0.5, specificity: 0.5 }), /guessing/);
  refuses(() => correctLabels({ basic: 2, tickets: 9, sensitivity: 1.5, specificity: 0.5 }), /between 0 and 1/);
});

test("F11: the same mistakes on both sides flatter or hide a reduction", () => {
  const baseline = { basic: 100, tickets: 200, exposure: 500 };
  const current = { basic: 50, tickets: 150, exposure: 500 };
  const perfect = reductionAfterCorrection(baseline, current, { sensitivity: 1, specificity: 1 });
  near(perfect.labelled, 0.5, 1e-12);
  near(perfect.corrected, 0.5, 1e-12);
  const sloppy = reductionAfterCorrection(baseline, current, { sensitivity: 0.9, specificity: 0.9 });
  near(sloppy.corrected, 1 - (150 * (1 / 3 - 0.1)) / (200 * (0.5 - 0.1)), 1e-12);
});

test("F12: half of the fall reappears as other tickets", () => {
  const before = { basic: 100, other: 100, exposure: 500 };
  near(relabelShare(before, { basic: 40, other: 130, exposure: 500 }).share, 0.5);
  assert.equal(relabelShare(before, { basic: 40, other: 90, exposure: 500 }).share, 0);
  refuses(() => relabelShare(before, { basic: 100, other: 130, exposure: 500 }), /did not fall/);
});

test("F13: a baseline on a peak", () => {
  const { z } = baselineSpike({ tickets: 200, exposure: 800 }, { tickets: 150, exposure: 800 });
  near(z, Math.log(200 / 150) / Math.sqrt(1 / 200 + 1 / 150), 1e-12);
  assert.ok(z > 2);
  near(baselineSpike({ tickets: 200, exposure: 800 }, { tickets: 150, exposure: 800 }, 4).z, z / 2, 1e-12);
  refuses(() => baselineSpike({ tickets: 0, exposure: 8 }, { tickets: 1, exposure: 8 }), /above 0/);
});
