import { inverseOf } from "./distributions.ts";
import { NoFigure, sum } from "./figures.ts";

const ROUNDS = 60;
const CLOSE_ENOUGH = 1e-10;

export type Regression = {
  coefficients: number[];
  /** Of the coefficients, phi included. */
  covariance: number[][];
  /** Overdispersion, never below 1. */
  phi: number;
  df: number;
  fitted: number[];
};

/**
 * log E y = log u + X b for counts y with exposure u: quasi-Poisson by iteratively re-weighted least squares
 * (Nelder & Wedderburn 1972), phi from Pearson residuals, floored at 1. `design` has one row for each count.
 * Throws NoFigure when the counts leave the coefficients open: too few of them, or nothing but zeros on one side.
 */
export function poissonRegression(
  counts: readonly number[],
  exposure: readonly number[],
  design: number[][],
): Regression {
  const df = counts.length - (design[0]?.length ?? 0);
  if (df < 1) throw new NoFigure(`${counts.length} weeks are too few for a line through them.`);
  const { coefficients, fitted } = fit(counts, exposure, design);
  const pearson = sum(counts.map((y, at) => (y - (fitted[at] as number)) ** 2 / (fitted[at] as number)));
  const phi = Math.max(1, pearson / df);
  const covariance = inverseOf(information(design, fitted)).map((row) => row.map((value) => value * phi));
  if (!covariance.flat().every(Number.isFinite)) throw notDetermined();
  return { coefficients, covariance, phi, df, fitted };
}

function fit(counts: readonly number[], exposure: readonly number[], design: number[][]) {
  let fitted = counts.map((y) => y + 0.5);
  let before: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const coefficients = weightedLeastSquares(counts, exposure, design, fitted);
    fitted = design.map((row, at) => (exposure[at] as number) * Math.exp(product(row, coefficients)));
    if (!fitted.every((mean) => Number.isFinite(mean) && mean > 0)) throw notDetermined();
    if (before.length > 0 && coefficients.every((b, at) => Math.abs(b - (before[at] as number)) < CLOSE_ENOUGH))
      return { coefficients, fitted };
    before = coefficients;
  }
  throw notDetermined();
}

function weightedLeastSquares(
  counts: readonly number[],
  exposure: readonly number[],
  design: number[][],
  fitted: readonly number[],
): number[] {
  const working = counts.map((y, at) => {
    const mean = fitted[at] as number;
    return Math.log(mean / (exposure[at] as number)) + (y - mean) / mean;
  });
  const right = (design[0] as number[]).map((_, column) =>
    sum(design.map((row, at) => (row[column] as number) * (fitted[at] as number) * (working[at] as number))),
  );
  return inverseOf(information(design, fitted)).map((row) => product(row, right));
}

/** X'WX: of Poisson counts the weights are the fitted means. Designs of teams and weeks are nearly all zeros. */
function information(design: readonly number[][], fitted: readonly number[]): number[][] {
  const columns = design[0] as number[];
  const sums = columns.map(() => columns.map(() => 0));
  for (const [at, row] of design.entries()) {
    const there = row.flatMap((value, column) => (value === 0 ? [] : [column]));
    for (const one of there)
      for (const other of there)
        (sums[one] as number[])[other] =
          (sums[one]?.[other] as number) + (row[one] as number) * (row[other] as number) * (fitted[at] as number);
  }
  return sums;
}

export const product = (one: readonly number[], other: readonly number[]) =>
  sum(one.map((value, at) => value * (other[at] as number)));

const notDetermined = () =>
  new NoFigure("The counts do not determine a line: there are too few tickets in too many weeks.");
