import { sum } from "./figures.ts";
import type { Window } from "./window.ts";

const FLOOR_OF_PHI = 1;
const CEILING_OF_R = 0.9;

/** Weeks in exact proportion leave nothing but rounding, and rounding resembles itself. */
const ROUNDING = 1e-12;

/** How much further than Poisson counts the weeks spread, and how much a week resembles the one before. */
export type Dispersion = {
  /** Pearson's statistic over its degrees of freedom, never below 1. */
  phi: number;
  /** The same before the floor: below 1 when weeks spread less than chance would have them. */
  phiRaw: number;
  /** Correlation of neighbouring residuals inside the windows, as measured. */
  r1: number;
  /** The same as it is used: between 0 and 0.9. */
  r: number;
  df: number;
};

/** Pearson residuals of a window around a rate: (y - R u) / sqrt(R u). */
export const residualsOf = ({ tickets, exposure }: Window, rate: number) =>
  tickets.map((value, week) => {
    const expected = rate * (exposure[week] as number);
    return (value - expected) / Math.sqrt(expected);
  });

/** F2: phi and the lag-one correlation of the residuals of both windows (quasi-Poisson; Wedderburn 1974). */
export function dispersionOf(windows: readonly (readonly number[])[]): Dispersion {
  const squares = sum(windows.map((residuals) => sum(residuals.map((e) => e * e))));
  const neighbours = sum(
    windows.map((residuals) => sum(residuals.slice(1).map((e, at) => e * (residuals[at] as number)))),
  );
  const df = sum(windows.map((residuals) => residuals.length)) - windows.length;
  const phiRaw = squares / df;
  const r1 = squares > ROUNDING ? neighbours / squares : 0;
  return { phi: Math.max(FLOOR_OF_PHI, phiRaw), phiRaw, r1, r: Math.min(CEILING_OF_R, Math.max(0, r1)), df };
}

/** g(W) = 1 + 2 sum (1 - k/W) r^k: by how much a sum of W weeks varies more when neighbours resemble each other. */
export function inflationOf(weeks: number, r: number): number {
  let inflation = 1;
  for (let lag = 1; lag < weeks; lag++) inflation += 2 * (1 - lag / weeks) * r ** lag;
  return inflation;
}
