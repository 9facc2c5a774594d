import { type Dispersion, dispersionOf, inflationOf, residualsOf } from "./dispersion.ts";
import { tQuantile, upperProbability } from "./distributions.ts";
import { amount, between, NoFigure, share } from "./figures.ts";
import { type Noise, noiseBetweenWeeks } from "./noise-between-weeks.ts";
import { missingForVerdict, type Verdict, verdictOf } from "./verdict.ts";
import { checkWindow, type Totals, totalsOf, type Window } from "./window.ts";

export const DEFAULT_GOAL = 0.6;
export const DEFAULT_LEVEL = 0.95;

const ADDED_WHEN_NONE = 0.5;
const FEWEST_WEEKS = 3;

/** `drawVariance` is what a baseline known from a random sample alone adds to the variance of its logarithm (F10). */
export type HeadlineInput = {
  baseline: Window;
  current: Window;
  goal?: number;
  level?: number;
  drawVariance?: number;
};

/** A standard error of the logarithm of the rate ratio, its quantile of Student's t, and the limits of the reduction. */
export type Precision = { standardError: number; t: number; low: number; high: number };

/** Precision is the wider one of F2 and of the same for few weeks. */
export type Headline = Dispersion &
  Precision & {
    /** 1 - rate ratio; a part, not per cent. */
    reduction: number;
    rateRatio: number;
    inflation: { baseline: number; current: number };
    /** What moves whole weeks beyond chance, biases of few weeks taken out; cv 0 when there is nothing. */
    noise: Noise;
    /** F2 as written. */
    plain: Precision;
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
export function headline(input: HeadlineInput): Headline {
  const { baseline, current, goal = DEFAULT_GOAL, level = DEFAULT_LEVEL, drawVariance = 0 } = input;
  checkWindow("baseline", baseline);
  checkWindow("current", current);
  share("The goal", goal);
  between("The level", level);
  amount("The variance of the draw", drawVariance);
  const added = addedTickets(baseline, current);
  const totals = { baseline: totalsOf(baseline, added), current: totalsOf(current, added) };
  const rateRatio = totals.current.rate / totals.baseline.rate;
  const spread = spreadOf({ baseline, current, drawVariance }, totals, rateRatio, level);
  const figures = { reduction: 1 - rateRatio, rateRatio, ...spread, totals, goal, level };
  return { ...figures, ...judge({ baseline, current }, figures, goal, added) };
}

/**
 * The same with the limits, and the verdict, of F2 as the specification writes it; what the reports publish, the wider
 * interval, stands beside it. For figures of one's own, where a formula has to be found again as it is written.
 */
export function headlineAsWritten(input: HeadlineInput) {
  const { plain, ...found } = headline(input);
  const { standardError, t, low, high, verdict } = found;
  const written = { ...found, ...plain };
  return {
    ...written,
    ...judge(input, written, found.goal, addedTickets(input.baseline, input.current)),
    published: { standardError, t, low, high, verdict },
  };
}

function judge(
  windows: Both<Window>,
  figures: { reduction: number; low: number; high: number },
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

type Both<T> = { baseline: T; current: T };

function spreadOf(
  { drawVariance, ...windows }: Both<Window> & { drawVariance: number },
  totals: Both<Totals>,
  rateRatio: number,
  level: number,
) {
  const both = (["baseline", "current"] as const).map((which) => ({
    residuals: residualsOf(windows[which], totals[which].rate),
    mean: totals[which].tickets / windows[which].tickets.length,
  }));
  const dispersion = dispersionOf(both.map(({ residuals }) => residuals));
  const [before = 1, now = 1] = both.map(({ residuals }) => inflationOf(residuals.length, dispersion.r));
  const variance = dispersion.phi * (before / totals.baseline.tickets + now / totals.current.tickets);
  // Of a sampled baseline the ups and downs of all questions are known, not those of the basic ones among them.
  const noise = noiseBetweenWeeks(both, drawVariance > 0 ? both.slice(1) : both);
  const precision = ({ standardError, df }: { standardError: number; df: number }): Precision =>
    precisionOf(rateRatio, Math.sqrt(standardError ** 2 + drawVariance), tQuantile(upperProbability(level), df));
  const plain = precision({ standardError: Math.sqrt(variance), df: dispersion.df });
  const careful = precision(noise);
  const wider = careful.low < plain.low ? careful : plain;
  return { ...wider, ...dispersion, inflation: { baseline: before, current: now }, noise, plain };
}

const precisionOf = (rateRatio: number, standardError: number, t: number): Precision => ({
  standardError,
  t,
  low: 1 - rateRatio * Math.exp(t * standardError),
  high: 1 - rateRatio * Math.exp(-t * standardError),
});
