import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { alwaysValid } from "#server/measure/always-valid.ts";
import { clusteredEffect } from "#server/measure/clustered.ts";
import { creditTotals } from "#server/measure/credit.ts";
import { bothDenominators } from "#server/measure/denominators.ts";
import { forecast } from "#server/measure/forecast.ts";
import { headline } from "#server/measure/headline.ts";
import { intentionToTreat } from "#server/measure/intention-to-treat.ts";
import { journeyBounds } from "#server/measure/journey-bounds.ts";
import { newcombeInterval, wilsonInterval } from "#server/measure/proportion.ts";
import { queryClusters } from "#server/measure/query-clusters.ts";
import { blockBootstrap, leaveOneOut } from "#server/measure/sensitivity.ts";
import { shrink } from "#server/measure/shrinkage.ts";
import { strataRatio } from "#server/measure/strata.ts";
import type { Window } from "#server/measure/window.ts";
import { near } from "./near.ts";

const week = fc.record({ tickets: fc.nat(60), exposure: fc.integer({ min: 20, max: 400 }) });
const asWindow = (some: { tickets: number; exposure: number }[]): Window => ({
  tickets: some.map(({ tickets }) => tickets),
  exposure: some.map(({ exposure }) => exposure),
});
const window = (least: number, most: number) => fc.array(week, { minLength: least, maxLength: most }).map(asWindow);
const baselines = window(2, 30).filter(({ tickets }) => tickets.some((value) => value > 0));
const windows = fc.record({ baseline: baselines, current: window(2, 20) });
const scaled = ({ tickets, exposure }: Window, by: number): Window => ({
  tickets,
  exposure: exposure.map((u) => u * by),
});
const holds = (low: number, point: number, high: number) =>
  assert.ok(low <= point && point <= high, `${low} ${point} ${high}`);

test("the point lies inside its interval, F2 as written inside what is published", () => {
  fc.assert(
    fc.property(windows, (both) => {
      const { low, reduction, high, plain } = headline(both);
      holds(low, reduction, high);
      assert.ok(low <= plain.low && plain.high <= high);
    }),
  );
});

test("scaling exposure changes no reduction, no limit and no verdict", () => {
  fc.assert(
    fc.property(windows, fc.integer({ min: 2, max: 50 }), (both, by) => {
      const one = headline(both);
      const other = headline({ baseline: scaled(both.baseline, by), current: scaled(both.current, by) });
      for (const figure of ["reduction", "low", "high", "phi", "r1"] as const)
        near(other[figure], one[figure], 1e-9 * Math.max(1, Math.abs(one[figure])), figure);
      assert.equal(one.verdict, other.verdict);
    }),
  );
});

test("swapping the windows turns the ratio over", () => {
  const full = fc.record({ baseline: baselines, current: baselines });
  fc.assert(
    fc.property(full, ({ baseline, current }) => {
      const [one, other] = [headline({ baseline, current }), headline({ baseline: current, current: baseline })];
      near(one.rateRatio * other.rateRatio, 1, 1e-9);
      near(other.standardError, one.standardError, 1e-9 * one.standardError);
      near(other.t, one.t, 1e-9 * one.t);
    }),
  );
});

test("a higher level never narrows, a higher goal never makes a verdict better", () => {
  const order = ["not reached", "not yet, undecided", "on target, unproven", "reached"];
  fc.assert(
    fc.property(
      fc.record({ baseline: window(8, 20), current: window(4, 20) }),
      fc.tuple(fc.nat(98), fc.nat(98)),
      (both, pair) => {
        if (both.baseline.tickets.reduce((a, b) => a + b, 0) < 30) return;
        const [less, more] = pair.map((value) => (value + 1) / 100).sort((a, b) => a - b) as [number, number];
        const [narrow, wide] = [headline({ ...both, level: less }), headline({ ...both, level: more })];
        assert.ok(wide.low <= narrow.low && wide.high >= narrow.high);
        const [easy, hard] = [headline({ ...both, goal: less }), headline({ ...both, goal: more })];
        assert.ok(order.indexOf(hard.verdict) <= order.indexOf(easy.verdict), `${easy.verdict} ${hard.verdict}`);
      },
    ),
  );
});

test("more weeks of the same rate never widen it while phi is at its floor", () => {
  const twice = ({ tickets, exposure }: Window) => ({
    tickets: [...tickets, ...tickets],
    exposure: [...exposure, ...exposure],
  });
  const steady = fc.integer({ min: 1, max: 40 }).chain((level) =>
    fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 3, maxLength: 20 }).map((steps) => ({
      tickets: steps.map((step) => Math.max(0, level + step)),
      exposure: steps.map(() => 100),
    })),
  );
  fc.assert(
    fc.property(steady, steady, (baseline, current) => {
      fc.pre(baseline.tickets.some((value) => value > 0));
      const [before, after] = [
        headline({ baseline, current }),
        headline({ baseline: twice(baseline), current: twice(current) }),
      ];
      const isComparable =
        before.phiRaw <= 1 && after.phiRaw <= 1 && after.r <= before.r && before.totals.current.tickets >= 1;
      fc.pre(isComparable);
      assert.ok(after.high - after.low <= before.high - before.low + 1e-12);
    }),
  );
});

test("the same figures over one denominator twice are one figure", () => {
  fc.assert(
    fc.property(windows, ({ baseline, current }) => {
      const twice = (some: Window) => ({ ...some, active: some.exposure });
      const { difference, denominator, verdict, eligible } = bothDenominators({
        baseline: twice(baseline),
        current: twice(current),
      });
      assert.deepEqual([difference, denominator, verdict], [0, "eligible", eligible.verdict]);
    }),
  );
});

test("leaving weeks out holds the figure between its ends, and so does the bootstrap's range hold its own", () => {
  const dense = fc.record({
    baseline: fc.array(fc.integer({ min: 5, max: 60 }), { minLength: 3, maxLength: 15 }),
    current: fc.array(fc.nat(60), { minLength: 3, maxLength: 15 }),
  });
  fc.assert(
    fc.property(dense, ({ baseline, current }) => {
      const both = {
        baseline: { tickets: baseline, exposure: baseline.map(() => 100) },
        current: { tickets: current, exposure: current.map(() => 100) },
      };
      const out = leaveOneOut(both);
      const { reduction } = headline({ ...both });
      if (current.some((value) => value > 0)) holds(out.low, reduction, out.high);
      const drawn = blockBootstrap({ ...both, runs: 50 });
      assert.ok(drawn.low <= drawn.high);
    }),
  );
});

const share = fc
  .integer({ min: 1, max: 400 })
  .chain((trials) => fc.record({ successes: fc.nat(trials), trials: fc.constant(trials) }));

test("Wilson and Newcombe hold their point inside their range; swapping arms flips the sign", () => {
  fc.assert(
    fc.property(share, share, (one, other) => {
      const wilson = wilsonInterval(one);
      holds(0, wilson.low, wilson.share);
      holds(wilson.share, wilson.high, 1);
      const [there, back] = [newcombeInterval(one, other), newcombeInterval(other, one)];
      holds(there.low, there.difference, there.high);
      near(there.low, -back.high, 1e-12);
    }),
  );
});

test("F16: swapping arms flips the sign of the effect and of its limits", () => {
  fc.assert(
    fc.property(share, share, (one, other) => {
      const arm = ({ successes, trials }: typeof one) => ({ tickets: successes, flows: trials });
      const [there, back] = [intentionToTreat(arm(one), arm(other)), intentionToTreat(arm(other), arm(one))];
      near(there.effect, -back.effect, 1e-12);
      near(there.low, -back.high, 1e-12);
      near(there.p, back.p, 1e-12);
      if (there.relative) holds(there.relative.low, there.relative.reduction, there.relative.high);
    }),
  );
});

const person = fc
  .integer({ min: 1, max: 12 })
  .chain((flows) => fc.record({ tickets: fc.nat(flows), flows: fc.constant(flows) }));
const people = fc.array(person, { minLength: 2, maxLength: 25 });

test("F17: swapping arms flips the sign, and the order of people changes nothing", () => {
  fc.assert(
    fc.property(people, people, (one, other) => {
      const [there, back] = [clusteredEffect(one, other), clusteredEffect(other.toReversed(), one.toReversed())];
      near(there.effect, -back.effect, 1e-9);
      near(there.standardError, back.standardError, 1e-9);
      holds(there.low, there.effect, there.high);
    }),
  );
});

test("F20: what may be looked at daily is wider than what may be looked at once", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 2, noNaN: true }), (standardError) => {
      assert.ok(alwaysValid({ effect: 0, standardError }).halfWidth > 1.96 * standardError);
    }),
  );
});

test("F21: lower <= estimate <= upper", () => {
  const counts = fc.record({
    confirmed: fc.nat(90),
    probable: fc.nat(90),
    silent: fc.nat(90),
    failed: fc.nat(90),
    unsolved: fc.integer({ min: 1, max: 90 }),
  });
  fc.assert(
    fc.property(counts, share, share, (journeys, probable, silent) => {
      const { lower, upper, estimate } = journeyBounds(journeys, { probable, silent });
      assert.ok(estimate);
      holds(lower - 1e-12, estimate.low, estimate.share);
      holds(estimate.share, estimate.high, upper + 1e-12);
    }),
  );
});

test("F23: credits sum to solved journeys, whatever was read", () => {
  const read = fc.record({ article: fc.constantFrom("a", "b", "c", "d"), minutes: fc.nat(100_000) });
  const journey = fc.record({
    solvedBy: fc.array(fc.constantFrom("a", "b", "e")),
    reads: fc.array(read, { minLength: 1 }),
  });
  fc.assert(
    fc.property(fc.array(journey, { minLength: 1 }), (journeys) => {
      const totals = creditTotals(journeys);
      for (const column of ["credit", "lastTouch"] as const)
        near(
          totals.reduce((all, one) => all + one[column], 0),
          journeys.length,
          1e-9,
        );
    }),
  );
});

test("F24: shrunk rates lie between their own and the common one; of as many reads the better one stands no lower", () => {
  const article = fc
    .integer({ min: 2, max: 80 })
    .chain((reads) => fc.record({ solved: fc.nat(reads), reads: fc.constant(reads) }));
  fc.assert(
    fc.property(fc.array(article, { minLength: 2, maxLength: 12 }), (some) => {
      const named = some.map((one, at) => ({ ...one, name: String(at) }));
      const { prior, articles } = shrink(named);
      for (const one of articles) {
        const own = one.solved / one.reads;
        holds(Math.min(own, prior.p) - 1e-9, one.mean, Math.max(own, prior.p) + 1e-9);
        holds(0, one.cautious, 1);
        for (const other of articles)
          if (other.reads === one.reads && other.solved > one.solved) assert.ok(other.cautious >= one.cautious);
      }
    }),
    { numRuns: 40 },
  );
});

test("F8: the order of strata changes nothing, and swapping the windows turns the ratio over", () => {
  const totals = fc.record({ tickets: fc.integer({ min: 1, max: 90 }), exposure: fc.integer({ min: 1, max: 900 }) });
  const stratum = fc.record({ name: fc.string(), baseline: totals, current: totals });
  fc.assert(
    fc.property(fc.array(stratum, { minLength: 1, maxLength: 8 }), (strata) => {
      const one = strataRatio(strata);
      near(one.rateRatio, strataRatio(strata.toReversed()).rateRatio, 1e-9);
      const swapped = strata.map(({ name, baseline, current }) => ({ name, baseline: current, current: baseline }));
      near(one.rateRatio * strataRatio(swapped).rateRatio, 1, 1e-9);
      holds(one.low, one.reduction, one.high);
    }),
  );
});

test("F25: the order and the spelling of searches change nothing", () => {
  const words = fc.constantFrom(
    "vpn",
    "VPN ",
    "vpn setup",
    "setup  vpn",
    "docker login",
    "login docker",
    "git",
    "git rebase",
  );
  const search = fc.record({
    query: words,
    person: fc.constantFrom("a", "b", "c", "d"),
    isFailed: fc.boolean(),
    hasTicket: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(search, { maxLength: 30 }), (searches) => {
      assert.deepEqual(queryClusters(searches), queryClusters(searches.toReversed()));
    }),
  );
});

test("F27: a date is never given alone: its range holds it", () => {
  const falling = fc
    .array(fc.integer({ min: 1, max: 80 }), { minLength: 4, maxLength: 20 })
    .map((some) => some.toSorted((a, b) => b - a));
  fc.assert(
    fc.property(falling, fc.integer({ min: 30, max: 900 }), (tickets, baseline) => {
      const since = { tickets, exposure: tickets.map(() => 100) };
      const { week, low, high, statement } = forecast({ since, baseline: { tickets: baseline, exposure: 800 } });
      assert.equal(week === null, statement.endsWith("no date"));
      if (week !== null) holds(low as number, week, high as number);
    }),
  );
});
