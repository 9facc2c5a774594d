import { z } from "zod";
import { type Calculation, calculation } from "./calculation.ts";
import { bothDenominators } from "./denominators.ts";
import { headline } from "./headline.ts";
import { sensitivityOf } from "./sensitivity.ts";
import { figures, goalShape, levelShape, windowShape } from "./shapes.ts";

const BASELINE = { tickets: [20, 24, 18, 22, 26, 19, 21, 23], exposure: [100, 100, 100, 100, 100, 100, 100, 100] };
const CURRENT = { tickets: [9, 12, 8, 11], exposure: [110, 110, 112, 112] };

const twoWindows = { baseline: windowShape, current: windowShape };
const windowOfBoth = windowShape.extend({
  active: figures("people active in the trailing 28 days, one number a week"),
});

/** Every formula that can be tried on figures of one's own, in the order of the specification. */
export const calculations: Calculation[] = [
  calculation({
    name: "headline",
    formulas: "F1 to F5",
    summary:
      "How much the rate of basic tickets fell against the baseline: a quasi-Poisson rate ratio with an interval for weeks that resemble each other, and what may be said about the goal.",
    input: z.strictObject({ ...twoWindows, goal: goalShape, level: levelShape }),
    answers: {
      reduction: "1 - rate ratio; 0.58 is 58 per cent less",
      low: "lower limit of the reduction",
      high: "upper limit of the reduction",
      rateRatio: "current rate / baseline rate",
      phi: "overdispersion, never below 1",
      phiRaw: "overdispersion as measured",
      r1: "correlation of neighbouring residuals as measured",
      r: "the same as used, between 0 and 0.9",
      standardError: "of the logarithm of the rate ratio",
      df: "degrees of freedom",
      t: "quantile of Student's t",
      inflation: "g(W) of both windows: how much resembling weeks widen the interval",
      totals: "tickets, exposure and rate of both windows",
      goal: "as given",
      level: "as given",
      verdict: "reached, not reached, on target, unproven, not yet, undecided, or not enough data",
      notes: "what is missing for a verdict, and that half a ticket was added when there was none",
      leaveOneOut: "smallest and largest reduction with one week left out; null with too few weeks",
      bootstrap: "range of a moving-block bootstrap, 1000 draws, seed 1; null with too few tickets",
    },
    example: { baseline: BASELINE, current: CURRENT, goal: 0.6, level: 0.95 },
    run: (input) => ({ ...headline(input), ...sensitivityOf(input, input.level) }),
  }),
  calculation({
    name: "denominators",
    formulas: "F6",
    summary: "The headline over eligible and over active people: which is printed, and what may be said under both.",
    input: z.strictObject({ baseline: windowOfBoth, current: windowOfBoth, goal: goalShape, level: levelShape }),
    answers: {
      eligible: "the headline over eligible people",
      active: "the headline over active people",
      difference: "between the two reductions",
      headline: "the one that is printed",
      denominator: "eligible, or active when that is smaller by more than 5 points",
      verdict: "what may be said under both",
    },
    example: {
      baseline: { ...BASELINE, active: [80, 80, 80, 80, 80, 80, 80, 80] },
      current: { ...CURRENT, active: [70, 70, 70, 70] },
      goal: 0.6,
      level: 0.95,
    },
    run: bothDenominators,
  }),
];
