import { type Dispersion, dispersionOf, inflationOf, residualsOf } from "./dispersion.ts";
import { tQuantile, upperProbability } from "./distributions.ts";
import { between, NoFigure, share, sum } from "./figures.ts";
import { noiseBetweenWeeks } from "./noise-between-weeks.ts";
import { missingForVerdict, type Verdict, verdictOf } from "./verdict.ts";
import { checkWindow, type Totals, totalsOf, type Window } from "./window.ts";

export const DEFAULT_GOAL = 0.6;
export const DEFAULT_LEVEL = 0.95;

const ADDED_WHEN_NONE = 0.5;
const FEWEST_WEEKS = 3;

export type HeadlineInput = { baseline: Window; current: Window; goal?: number; level?: number };

/** The standard error of F2 as written, and its limits. */
export type Plain = { standardError: number; low: number; high: number };

export type Headline = Dispersion & {
  /** 1 - rate ratio, with the two limits; parts, not per cent. */
  reduction: number;
  low: number;
  high: number;
  rateRatio: number;
  /** Of the logarithm of the rate ratio: the larger one of F2 and of the same for few weeks. */
  standardError: number;
  t: number;
  inflation: { baseline: number; current: number };
  /** What moves whole weeks beyond chance, biases of few weeks taken out; cv 0 when there is nothing. */
  noise: { cv: number; r: number };
  plain: Plain;
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
 * A ratio of two rates on the log scale; its standard error is that of quasi-Poisson counts (Wedderburn 1974) widened for
 * neighbouring weeks that resemble each other (the variance of a mean of an AR(1) series), its quantile is Student's t
 * with W_b + W_c - 2 degrees of freedom. A few weeks make both phi and r1 look smaller than they are; where the same with
 * those biases taken out is larger, it is used. Throws NoFigure without baseline tickets or below three weeks in all.
 */
export function headline({ baseline, current, goal = DEFAULT_GOAL, level = DEFAULT_LEVEL }: HeadlineInput): Headline {
  checkWindow("baseline", baseline);
  checkWindow("current", current);
  share("The goal", goal);
  between("The level", level);
  const added = addedTickets(baseline, current);
  const totals = { baseline: totalsOf(baseline, added), current: totalsOf(current, added) };
  const spread = spreadOf({ baseline, current }, totals);
  const t = tQuantile(upperProbability(level), spread.df);
  const rateRatio = totals.current.rate / totals.baseline.rate;
  const limits = limitsOf(rateRatio, t * spread.standardError);
  const plain = { standardError: spread.plainError, ...limitsOf(rateRatio, t * spread.plainError) };
  const { plainError, ...measured } = spread;
  const figures = { reduction: 1 - rateRatio, ...limits, rateRatio, t, ...measured, plain, totals, goal, level };
  return { ...figures, ...judge({ baseline, current }, figures, goal, added) };
}

function judge(
  windows: { baseline: Window; current: Window },
  figures: Limits & { reduction: number },
  goal: number,
  added: number,
) {
  const missing = missingForVerdict(windows.baseline, windows.current);
  const verdict: Verdict = missing.length > 0 ? "not enough data" : verdictOf(figures, goal);
  return {
    verdict,
    notes: [...missing, ...(added > 0 ? ["No current ticket: half a ticket was added to both totals."] : [])],
  };
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
  const both = (["baseline", "current"] as const).map((which) => ({
    residuals: residualsOf(windows[which], totals[which].rate),
    mean: totals[which].tickets / windows[which].tickets.length,
    tickets: totals[which].tickets,
  }));
  const dispersion = dispersionOf(both.map(({ residuals }) => residuals));
  const [before = 1, now = 1] = both.map(({ residuals }) => inflationOf(residuals.length, dispersion.r));
  const plainError = Math.sqrt(dispersion.phi * (before / totals.baseline.tickets + now / totals.current.tickets));
  const { variances, ...noise } = noiseBetweenWeeks(both);
  const standardError = Math.max(plainError, Math.sqrt(sum(variances)));
  return { ...dispersion, inflation: { baseline: before, current: now }, noise, standardError, plainError };
}

type Limits = { low: number; high: number };

const limitsOf = (rateRatio: number, half: number): Limits => ({
  low: 1 - rateRatio * Math.exp(half),
  high: 1 - rateRatio * Math.exp(-half),
});
