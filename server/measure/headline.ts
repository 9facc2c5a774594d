import { dispersionOf, inflationOf, residualsOf } from "./dispersion.ts";
import { tQuantile, upperProbability } from "./distributions.ts";
import { between, NoFigure, share } from "./figures.ts";
import { missingForVerdict, type Verdict, verdictOf } from "./verdict.ts";
import { checkWindow, type Totals, totalsOf, type Window } from "./window.ts";

export const DEFAULT_GOAL = 0.6;
export const DEFAULT_LEVEL = 0.95;

const ADDED_WHEN_NONE = 0.5;
const FEWEST_WEEKS = 3;

export type HeadlineInput = { baseline: Window; current: Window; goal?: number; level?: number };

export type Headline = {
  /** 1 - rate ratio, with the two limits; parts, not per cent. */
  reduction: number;
  low: number;
  high: number;
  rateRatio: number;
  phi: number;
  phiRaw: number;
  r1: number;
  r: number;
  /** Of the logarithm of the rate ratio. */
  standardError: number;
  df: number;
  t: number;
  inflation: { baseline: number; current: number };
  totals: { baseline: Totals; current: Totals };
  goal: number;
  level: number;
  verdict: Verdict;
  /** What is missing for a verdict, and that half a ticket was added when there was none (F3). */
  notes: string[];
};

/**
 * F1 to F4: the reduction of the rate of basic tickets, baseline against current, with its interval and the verdict.
 *
 * A ratio of two rates on the log scale; its standard error is that of quasi-Poisson counts (Wedderburn 1974) widened
 * for neighbouring weeks that resemble each other (the variance of a mean of an AR(1) series), its quantile is
 * Student's t with W_b + W_c - 2 degrees of freedom. Throws NoFigure without baseline tickets or with fewer than
 * three weeks in all.
 */
export function headline({ baseline, current, goal = DEFAULT_GOAL, level = DEFAULT_LEVEL }: HeadlineInput): Headline {
  checkWindow("baseline", baseline);
  checkWindow("current", current);
  share("The goal", goal);
  between("The level", level);
  const added = addedTickets(baseline, current);
  const totals = { baseline: totalsOf(baseline, added), current: totalsOf(current, added) };
  const spread = spreadOf({ baseline, current }, totals);
  const interval = intervalOf(totals.current.rate / totals.baseline.rate, spread.standardError, spread.df, level);
  const missing = missingForVerdict(baseline, current);
  const verdict = missing.length > 0 ? "not enough data" : verdictOf(interval, goal);
  const notes = [...missing, ...(added > 0 ? ["No current ticket: half a ticket was added to both totals."] : [])];
  return { ...interval, ...spread, totals, goal, level, verdict, notes };
}

/** F3. Without baseline tickets there is nothing to be less than. */
function addedTickets(baseline: Window, current: Window): number {
  if (totalsOf(baseline).tickets === 0)
    throw new NoFigure("The baseline has no tickets, so there is nothing a reduction could be measured against.");
  if (baseline.tickets.length + current.tickets.length < FEWEST_WEEKS)
    throw new NoFigure("Two weeks in all say nothing about how weeks vary; three or more are needed.");
  return totalsOf(current).tickets === 0 ? ADDED_WHEN_NONE : 0;
}

function spreadOf(windows: { baseline: Window; current: Window }, totals: { baseline: Totals; current: Totals }) {
  const { phi, phiRaw, r1, r, df } = dispersionOf([
    residualsOf(windows.baseline, totals.baseline.rate),
    residualsOf(windows.current, totals.current.rate),
  ]);
  const inflation = {
    baseline: inflationOf(windows.baseline.tickets.length, r),
    current: inflationOf(windows.current.tickets.length, r),
  };
  const variance = phi * (inflation.baseline / totals.baseline.tickets + inflation.current / totals.current.tickets);
  return { phi, phiRaw, r1, r, df, inflation, standardError: Math.sqrt(variance) };
}

function intervalOf(rateRatio: number, standardError: number, df: number, level: number) {
  const t = tQuantile(upperProbability(level), df);
  const limit = (side: number) => 1 - rateRatio * Math.exp(side * t * standardError);
  return { reduction: 1 - rateRatio, low: limit(1), high: limit(-1), rateRatio, t };
}
