import { tQuantile, upperProbability } from "./distributions.ts";
import { above, between, NoFigure } from "./figures.ts";
import { poissonRegression, type Regression } from "./poisson-regression.ts";
import { phiOf } from "./rate-ratio.ts";
import { checkWindow, type Window } from "./window.ts";

const FEWEST_WEEKS = 3;

export const STATEMENTS = [
  "date",
  "not falling, no date",
  "slope not established, no date",
  "trend already at the goal",
] as const;

export type Forecast = {
  statement: (typeof STATEMENTS)[number];
  /** Change of the logarithm of the rate per week. */
  slope: number;
  phi: number;
  /** Week after the launch, counted from 1, at which the trend meets the goal, with its range; null when there is no date. */
  week: number | null;
  low: number | null;
  high: number | null;
  /** The point alone, whatever it is worth; null when the rate does not fall. Never to be shown by itself. */
  naiveWeek: number | null;
  warnings: string[];
};

export type ForecastInput = {
  since: Window;
  baseline: { tickets: number; exposure: number };
  baselinePhi?: number;
  goal?: number;
  level?: number;
};

/** F27: when the trend since the launch meets the goal: quasi-Poisson line, range by Fieller (1954). */
export function forecast({ since, baseline, baselinePhi = 1, goal = 0.6, level = 0.95 }: ForecastInput): Forecast {
  checkWindow("current", since);
  between("The goal", goal);
  const weeks = since.tickets.length;
  if (weeks < FEWEST_WEEKS) throw new NoFigure(`${weeks} weeks make no trend; three or more are needed.`);
  const line = poissonRegression(
    since.tickets,
    since.exposure,
    since.tickets.map((_, week) => [1, week + 1]),
  );
  const { target, variance } = targetOf(baseline, baselinePhi, goal);
  const [start = 0, slope = 0] = line.coefficients;
  const none = { slope, phi: line.phi, week: null, low: null, high: null, naiveWeek: null, warnings: [] };
  if (slope >= 0) return { statement: "not falling, no date", ...none };
  const naiveWeek = (target - start) / slope;
  const range = fieller(line, target, variance, tQuantile(upperProbability(between("The level", level)), line.df));
  if (!range) return { statement: "slope not established, no date", ...none, naiveWeek };
  const statement = naiveWeek <= weeks ? "trend already at the goal" : "date";
  const warnings = range.high > 2 * weeks ? ["The range reaches beyond twice the observed weeks."] : [];
  return { statement, slope, phi: line.phi, week: naiveWeek, ...range, naiveWeek, warnings };
}

/** log((1 - goal) R_b), with the variance of the baseline's rate. */
function targetOf({ tickets, exposure }: { tickets: number; exposure: number }, phi: number, goal: number) {
  const rate = above("The number of baseline tickets", tickets, 0) / above("The baseline exposure", exposure, 0);
  return { target: Math.log((1 - goal) * rate), variance: phiOf(phi) / tickets };
}

/** The weeks at which line and target do not differ; null while the slope itself may be nothing. */
function fieller({ coefficients, covariance }: Regression, target: number, variance: number, q: number) {
  const [start = 0, slope = 0] = coefficients;
  const [[startVariance = 0, both = 0] = [], [, slopeVariance = 0] = []] = covariance;
  const distance = start - target;
  const square = slope ** 2 - q ** 2 * slopeVariance;
  const linear = distance * slope - q ** 2 * both;
  const constant = distance ** 2 - q ** 2 * (startVariance + variance);
  const discriminant = linear ** 2 - square * constant;
  if (square <= 0 || discriminant < 0) return null;
  return { low: (-linear - Math.sqrt(discriminant)) / square, high: (-linear + Math.sqrt(discriminant)) / square };
}
