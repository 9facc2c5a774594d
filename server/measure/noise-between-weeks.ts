import { inflationOf } from "./dispersion.ts";
import { sum } from "./figures.ts";

/** Beyond this a dozen weeks say too little about r; `npm run bench:measure` shows what that costs. */
const MOST_R = 0.8;
const ROUNDS = 8;

/** Fewer degrees of freedom than this would say more about the estimate of r than about the weeks. */
const LEAST_DF = 8;
/** Where one window alone shows them, half as many weeks have to do. */
const LEAST_DF_OF_ONE = 4;

/** A window as its Pearson residuals and its mean number of tickets a week. */
export type Residuals = { residuals: readonly number[]; mean: number };

export type Noise = {
  /** Coefficient of variation of what moves whole weeks up and down beyond chance. */
  cv: number;
  /** How much of it carries over into the next week. */
  r: number;
  /** Of the logarithm of the ratio of the windows' rates. */
  standardError: number;
  /** Degrees of freedom of as many independent weeks as say the same: (W - 2) (1 - r) / (1 + r), at least 8 where there are so many. */
  df: number;
};

/**
 * The same weeks as a negative-binomial series: var(y) = m + cv² m², the second part an AR(1) series. F2 estimates both
 * from residuals around the windows' own means, which makes them too small by g(W) / W and takes chance, which has no
 * memory, for a lack of resemblance. Here both are solved for by moments, those two biases taken out (Marriott & Pope 1954;
 * Kendall 1954). `seen` are the windows whose ups and downs are known week by week; the others are taken to have the same.
 */
export function noiseBetweenWeeks(windows: readonly Residuals[], seen = windows): Noise {
  let r = 0;
  let squaredCv = 0;
  for (let round = 0; round < ROUNDS; round++) {
    squaredCv = squaredCvOf(seen, r);
    if (squaredCv === 0) break;
    r = carriedOver(seen, squaredCv, r);
  }
  const variances = windows.map((window) => varianceOfMean(window, squaredCv, r) / (weeksOf(window) * window.mean));
  const df = sum(seen.map(weeksOf)) - seen.length;
  const least = Math.min(df, seen.length < windows.length ? LEAST_DF_OF_ONE : LEAST_DF);
  const alike = squaredCv > 0 ? Math.max(least, (df * (1 - r)) / (1 + r)) : df;
  return { cv: Math.sqrt(squaredCv), r, standardError: Math.sqrt(sum(variances)), df: alike };
}

const weeksOf = ({ residuals }: Residuals) => residuals.length;

/** Of the residuals' mean, times the number of weeks: 1 for Poisson counts. */
const varianceOfMean = (window: Residuals, squaredCv: number, r: number) =>
  1 + squaredCv * window.mean * inflationOf(weeksOf(window), r);

/** From E sum e² = sum over windows of (W - 1) + cv² m (W - g). */
function squaredCvOf(windows: readonly Residuals[], r: number): number {
  const squares = sum(windows.map(({ residuals }) => sum(residuals.map((e) => e * e))));
  const chance = sum(windows.map((window) => weeksOf(window) - 1));
  const room = sum(windows.map((window) => window.mean * (weeksOf(window) - inflationOf(weeksOf(window), r))));
  return room > 0 ? Math.max(0, (squares - chance) / room) : 0;
}

/** From E sum of neighbours' products = sum over windows of (W - 1) (cv² m r - variance of the mean / W). */
function carriedOver(windows: readonly Residuals[], squaredCv: number, r: number): number {
  const products = sum(
    windows.map(({ residuals }) => sum(residuals.slice(1).map((e, at) => e * (residuals[at] as number)))),
  );
  const lost = sum(
    windows.map((window) => ((weeksOf(window) - 1) / weeksOf(window)) * varianceOfMean(window, squaredCv, r)),
  );
  const whole = sum(windows.map((window) => (weeksOf(window) - 1) * squaredCv * window.mean));
  return Math.min(MOST_R, Math.max(0, (products + lost) / whole));
}
