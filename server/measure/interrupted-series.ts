import { tQuantile, upperProbability } from "./distributions.ts";
import { between } from "./figures.ts";
import { poissonRegression, product, type Regression } from "./poisson-regression.ts";
import { checkWindow, type Window } from "./window.ts";

const ENOUGH_WEEKS = 12;
const YEAR = 52;

export type InterruptedSeries = {
  /** Level and trend before, jump at the launch, change of trend after it; with two years also sine and cosine. */
  coefficients: number[];
  phi: number;
  df: number;
  /** 1 - what is / what the old trend would have led to, at the last week. */
  reduction: number;
  low: number;
  high: number;
  isSeasonal: boolean;
  /** Twelve weeks on each side. */
  isEnough: boolean;
  /** What the old trend would have led to, week by week after the launch: tickets. */
  counterfactual: number[];
  notes: string[];
};

/**
 * F9: interrupted time series (segmented quasi-Poisson regression; Wagner et al. 2002): log E y = log u + b0 + b1 t +
 * b2 D + b3 k with t from 1, D = 1 and k from 1 after the launch. With two years of weeks the season enters as one
 * sine and one cosine of 52 weeks. Throws NoFigure when the weeks do not determine it.
 */
export function interruptedSeries(before: Window, after: Window, level = 0.95): InterruptedSeries {
  checkWindow("baseline", before);
  checkWindow("current", after);
  const weeks = { before: before.tickets.length, after: after.tickets.length };
  const isSeasonal = weeks.before + weeks.after >= 2 * YEAR;
  const exposure = [...before.exposure, ...after.exposure];
  const design = exposure.map((_, week) => rowOf(week + 1, week + 1 - weeks.before, isSeasonal));
  const regression = poissonRegression([...before.tickets, ...after.tickets], exposure, design);
  const isEnough = Math.min(weeks.before, weeks.after) >= ENOUGH_WEEKS;
  const { coefficients, phi, df } = regression;
  const effect = effectOf(regression, weeks.after, level);
  const counterfactual = after.exposure.map((people, week) => {
    const row = rowOf(weeks.before + week + 1, 0, isSeasonal);
    return people * Math.exp(product(row, coefficients));
  });
  return { coefficients, phi, df, ...effect, isSeasonal, isEnough, counterfactual, notes: notesOf(weeks, isEnough) };
}

function rowOf(t: number, k: number, isSeasonal: boolean): number[] {
  const turn = (2 * Math.PI * t) / YEAR;
  const season = isSeasonal ? [Math.sin(turn), Math.cos(turn)] : [];
  return [1, t, k > 0 ? 1 : 0, Math.max(0, k), ...season];
}

function effectOf({ coefficients, covariance, df }: Regression, lastWeek: number, level: number) {
  const contrast = coefficients.map((_, at) => [0, 0, 1, lastWeek][at] ?? 0);
  const effect = product(contrast, coefficients);
  const variance = product(
    contrast,
    covariance.map((row) => product(row, contrast)),
  );
  const t = tQuantile(upperProbability(between("The level", level)), df);
  const limit = (side: number) => 1 - Math.exp(effect + side * t * Math.sqrt(variance));
  return { reduction: 1 - Math.exp(effect), low: limit(1), high: limit(-1) };
}

const notesOf = (weeks: { before: number; after: number }, isEnough: boolean) =>
  isEnough
    ? []
    : [
        `${weeks.before} weeks before and ${weeks.after} after are too few for a trend; ${ENOUGH_WEEKS} on each side are needed.`,
      ];
