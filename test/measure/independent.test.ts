import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cohensKappa } from "#server/measure/agreement.ts";
import { complierEffect } from "#server/measure/compliers.ts";
import { inflationOf } from "#server/measure/dispersion.ts";
import { betaQuantile, chiSquareTail, normalQuantile, tQuantile, twoSidedP } from "#server/measure/distributions.ts";
import { forecast } from "#server/measure/forecast.ts";
import { headline } from "#server/measure/headline.ts";
import { noiseBetweenWeeks } from "#server/measure/noise-between-weeks.ts";
import { poissonRegression } from "#server/measure/poisson-regression.ts";
import { wilsonInterval } from "#server/measure/proportion.ts";
import { joinAlike } from "#server/measure/query-clusters.ts";
import { queryWords } from "#server/measure/query-words.ts";
import { mulberry32 } from "#server/measure/random.ts";
import { sampleSize } from "#server/measure/sample-size.ts";
import { blockBootstrap } from "#server/measure/sensitivity.ts";
import { steppedWedge } from "#server/measure/stepped-wedge.ts";
import { diceOf, poisson } from "#test/bench/worlds.ts";
import { near, refuses, weeks } from "./near.ts";

/** The same figures by other ways: integrals, enumeration, brute force, published tables. */

/** Simpson's rule. */
function integral(of: (x: number) => number, from: number, to: number, steps = 4000): number {
  const width = (to - from) / steps;
  let total = of(from) + of(to);
  for (let step = 1; step < steps; step++) total += of(from + step * width) * (step % 2 === 1 ? 4 : 2);
  return (total * width) / 3;
}

test("quantiles of t, normal and chi-square are those of the tables", () => {
  near(normalQuantile(0.975), 1.959963984540054, 1e-12);
  const table: [number, number, number][] = [
    [0.975, 1, 12.7062],
    [0.975, 5, 2.5706],
    [0.975, 10, 2.2281],
    [0.975, 30, 2.0423],
    [0.995, 8, 3.3554],
    [0.95, 120, 1.6577],
  ];
  for (const [p, df, expected] of table) near(tQuantile(p, df), expected, 0.00005);
  near(chiSquareTail(3.841458820694124), 0.05, 1e-9);
  near(twoSidedP(1.959963984540054), 0.05, 1e-9);
});

test("the quantile of t leaves its probability under the curve", () => {
  for (const df of [3, 7.5, 18]) {
    const density = (x: number) => (1 + (x * x) / df) ** (-(df + 1) / 2);
    const whole = 2 * integral((u) => density(u / (1 - u)) / (1 - u) ** 2, 0, 0.9999, 40_000);
    near(integral(density, -tQuantile(0.975, df), tQuantile(0.975, df)) / whole, 0.95, 1e-4);
  }
});

test("the quantile of beta leaves its probability under the curve", () => {
  for (const [a, b] of [
    [2.5, 7.5],
    [7.7, 7.5],
    [31.7, 73.5],
  ] as const) {
    const density = (x: number) => x ** (a - 1) * (1 - x) ** (b - 1);
    near(integral(density, 0, betaQuantile(0.05, a, b)) / integral(density, 0, 1), 0.05, 1e-6);
  }
});

test("mulberry32 gives the numbers that everybody's gives", () => {
  const random = mulberry32(1);
  for (const expected of [0.6270739405881613, 0.002735721180215478, 0.5274470399599522, 0.9810509674716741])
    assert.equal(random(), expected);
});

test("g is the variance of a mean whose neighbours resemble each other", () => {
  for (const [length, r] of [
    [1, 0.5],
    [8, 0.63],
    [13, 0.9],
    [26, 0],
  ] as const) {
    let covariances = 0;
    for (let one = 0; one < length; one++)
      for (let other = 0; other < length; other++) covariances += r ** Math.abs(one - other);
    near(inflationOf(length, r), covariances / length, 1e-9);
  }
});

test("the noise between weeks solves its two equations of moments", () => {
  const windows = [
    { residuals: [2.1, 0.4, 1.2, -0.8, -1.9, 0.3, -1.6, 1.3, 2.2, -0.6, -1.2, 0.9, -0.8], mean: 40 },
    { residuals: [0.5, 1.6, 0.9, -1.2, -1.1, 0.7, -1.0, -0.4], mean: 18 },
  ];
  const { cv, r, standardError, df } = noiseBetweenWeeks(windows);
  let [squares, expectedSquares, products, expectedProducts, variance] = [0, 0, 0, 0, 0];
  for (const { residuals, mean } of windows) {
    const [length, extra] = [residuals.length, cv ** 2 * mean];
    let g = 0;
    for (let one = 0; one < length; one++)
      for (let other = 0; other < length; other++) g += r ** Math.abs(one - other) / length;
    squares += residuals.reduce((all, e) => all + e * e, 0);
    expectedSquares += length * (1 + extra) - (1 + extra * g);
    products += residuals.slice(1).reduce((all, e, at) => all + e * (residuals[at] as number), 0);
    expectedProducts += (length - 1) * (extra * r - (1 + extra * g) / length);
    variance += (1 + extra * g) / (length * mean);
  }
  assert.ok(cv > 0.1 && r > 0.3 && r < 0.8, `${cv} ${r}`);
  near(squares, expectedSquares, 0.05);
  near(products, expectedProducts, 0.05);
  near(standardError, Math.sqrt(variance), 1e-12);
  near(df, Math.max(8, (19 * (1 - r)) / (1 + r)), 1e-12);
});

test("the bootstrap, written out loop by loop", () => {
  const both = { baseline: weeks([20, 24, 18, 22, 26, 19, 21, 23, 30], 100), current: weeks([9, 12, 8, 11, 10], 90) };
  const random = mulberry32(5);
  const redraw = (values: number[]) => {
    const length = values.length > 8 ? 3 : 2;
    const drawn: number[] = [];
    for (let block = 0; block < Math.ceil(values.length / length); block++) {
      const start = Math.floor(random() * (values.length - length + 1));
      for (let at = start; at < start + length; at++) drawn.push(values[at] as number);
    }
    return drawn.slice(0, values.length).reduce((a, b) => a + b) / values.length;
  };
  const all: number[] = [];
  for (let run = 0; run < 40; run++) {
    const before = redraw(both.baseline.tickets) / 100;
    all.push(1 - redraw(both.current.tickets) / 90 / before);
  }
  all.sort((a, b) => a - b);
  const { low, high } = blockBootstrap({ ...both, runs: 40, seed: 5 });
  near(low, (all[0] as number) + 0.975 * ((all[1] as number) - (all[0] as number)), 1e-12);
  near(high, (all[38] as number) + 0.025 * ((all[39] as number) - (all[38] as number)), 1e-12);
});

test("Wilson's limits are where the score test just rejects", () => {
  for (const [successes, trials] of [
    [8, 10],
    [1, 30],
    [55, 90],
  ] as const) {
    const { low, high } = wilsonInterval({ successes, trials });
    for (const limit of [low, high])
      near(Math.abs(successes / trials - limit) / Math.sqrt((limit * (1 - limit)) / trials), 1.959963984540054, 1e-9);
  }
});

test("kappa of the textbook: 20 and 15 agreed of 50", () => {
  near(cohensKappa({ bothBasic: 20, firstOnly: 5, secondOnly: 10, neither: 15 }).kappa, 0.4, 1e-12);
});

test("the regression with one switch is the rate ratio of the headline", () => {
  const [before, now] = [
    [20, 24, 18, 22, 26, 19],
    [9, 12, 8, 11],
  ];
  const exposure = [100, 110, 90, 100, 105, 95, 110, 110, 112, 112];
  const design = exposure.map((_, at) => [1, at < before.length ? 0 : 1]);
  const { coefficients, covariance, phi } = poissonRegression([...before, ...now], exposure, design);
  const { rateRatio } = headline({
    baseline: { tickets: before, exposure: exposure.slice(0, 6) },
    current: { tickets: now, exposure: exposure.slice(6) },
  });
  near(Math.exp(coefficients[1] as number), rateRatio, 1e-9);
  near(covariance[1]?.[1] as number, phi * (1 / 129 + 1 / 40), 1e-9);
});

test("Fieller's ends are the weeks at which line and goal just differ", () => {
  const tickets = [60, 55, 52, 47, 45, 40, 38, 35, 32, 30];
  const exposure = tickets.map(() => 240);
  const { low, high } = forecast({ since: { tickets, exposure }, baseline: { tickets: 900, exposure: 2808 } });
  const { coefficients, covariance } = poissonRegression(
    tickets,
    exposure,
    tickets.map((_, at) => [1, at + 1]),
  );
  const [[aa = 0, ab = 0] = [], [, bb = 0] = []] = covariance;
  for (const week of [low as number, high as number]) {
    const apart = (coefficients[0] as number) + (coefficients[1] as number) * week - Math.log((0.4 * 900) / 2808);
    const variance = aa + 2 * week * ab + week ** 2 * bb + 1 / 900;
    near(Math.abs(apart) / Math.sqrt(variance), tQuantile(0.975, 8), 1e-6);
  }
});

test("F18 from the flows one by one", () => {
  const flows = (n: number, tickets: number, opened: number, both: number) =>
    Array.from({ length: n }, (_, at) => ({
      y: at < tickets ? 1 : 0,
      d: at < both || (at >= tickets && at < tickets + opened - both) ? 1 : 0,
    }));
  const arms = [flows(120, 30, 66, 12), flows(40, 16, 4, 1)];
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const difference = (pick: (flow: { y: number; d: number }) => number) =>
    mean((arms[0] ?? []).map(pick)) - mean((arms[1] ?? []).map(pick));
  const wald = difference(({ y }) => y) / difference(({ d }) => d);
  const variance = arms.map((arm) => {
    const left = arm.map(({ y, d }) => y - wald * d);
    return mean(left.map((value) => (value - mean(left)) ** 2)) / arm.length;
  });
  const found = complierEffect(
    { flows: 120, tickets: 30, opened: 66, both: 12 },
    { flows: 40, tickets: 16, opened: 4, both: 1 },
  );
  near(found.effect, wald, 1e-12);
  near(found.standardError, Math.sqrt(variance.reduce((a, b) => a + b)) / difference(({ d }) => d), 1e-12);
});

test("an experiment of the size of F19 sees its effect four times out of five", () => {
  const { holdout, treatment } = sampleSize({ holdoutShare: 0.4, treatmentShare: 0.25, ratio: 4 });
  const dice = diceOf(3);
  const draw = (flows: number, chance: number) =>
    Array.from({ length: flows }, () => dice()).filter((value) => value < chance).length;
  const seen = Array.from({ length: 3000 }, () => {
    const [without, with_] = [draw(holdout, 0.4) / holdout, draw(treatment, 0.25) / treatment];
    const pooled = (without * holdout + with_ * treatment) / (holdout + treatment);
    return Math.abs(without - with_) / Math.sqrt(pooled * (1 - pooled) * (1 / holdout + 1 / treatment)) > 1.96;
  });
  near(seen.filter(Boolean).length / seen.length, 0.8, 0.03);
});

test("joined queries are what walking from query to query reaches", () => {
  const words = fc.constantFrom("vpn", "setup", "git", "rebase", "docker", "login", "c++");
  const queries = fc.uniqueArray(
    fc.array(words, { minLength: 1, maxLength: 4 }).map((some) => some.join(" ")),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(queries, (all) => {
      const groups = joinAlike(all).map((group) => group.toSorted().join("|"));
      assert.deepEqual(
        groups.sort(),
        reachable(all)
          .map((group) => group.toSorted().join("|"))
          .sort(),
      );
    }),
  );
});

function reachable(queries: string[]): string[][] {
  const left = new Set(queries);
  const groups: string[][] = [];
  for (const start of queries) {
    if (!left.delete(start)) continue;
    const group = [start];
    for (const one of group)
      for (const other of [...left]) if (isAlike(one, other) && left.delete(other)) group.push(other);
    groups.push(group);
  }
  return groups;
}

function isAlike(one: string, other: string): boolean {
  const [first, second] = [[...queryWords(one)], [...queryWords(other)]];
  return first.filter((word) => second.includes(word)).length / new Set([...first, ...second]).size >= 0.5;
}

test("a stepped wedge finds the effect that was drawn, though weeks and teams differ", () => {
  const dice = diceOf(11);
  const rows = Array.from({ length: 8 }, (_, team) =>
    Array.from({ length: 12 }, (__, week) => {
      const isOn = week > team + 1;
      const mean = 30 * (1 + team / 4) * (1 + Math.sin(week) / 3) * (isOn ? 0.5 : 1);
      return { team: `team ${team}`, week: `week ${week + 10}`, tickets: poisson(dice, mean), exposure: 50, isOn };
    }),
  ).flat();
  const { reduction, low, high, teams, weeks: number } = steppedWedge(rows);
  assert.ok(low <= 0.5 && 0.5 <= high, `${low} ${high}`);
  near(reduction, 0.5, 0.06);
  assert.deepEqual([teams, number], [8, 12]);
  const silent = rows.slice(0, 12).map((row) => ({ ...row, team: "silent", tickets: 0 }));
  near(steppedWedge([...rows, ...silent]).reduction, reduction, 1e-9);
  refuses(() => steppedWedge(rows.map((row) => ({ ...row, isOn: true }))), /nothing to compare/);
  refuses(() => steppedWedge([]), /nothing to compare/);
});
