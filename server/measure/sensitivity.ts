import { upperProbability } from "./distributions.ts";
import { between, count, figureOrReason, NoFigure } from "./figures.ts";
import { mulberry32 } from "./random.ts";
import { checkWindow, totalsOf, type Window } from "./window.ts";

export type Range = { low: number; high: number };
export type TwoWindows = { baseline: Window; current: Window };
export type BootstrapInput = TwoWindows & { runs?: number; seed?: number; level?: number };

const RUNS = 1000;
const MOST_RUNS = 100_000;

/** 1 - rate ratio of two windows, nothing else. */
export const reductionOf = ({ baseline, current }: TwoWindows) => 1 - totalsOf(current).rate / totalsOf(baseline).rate;

/** F5: the reduction without each single week in turn, baseline weeks first. */
export function leaveOneOutReductions(windows: TwoWindows): number[] {
  checkBoth(windows);
  const { baseline, current } = windows;
  if (baseline.tickets.length < 2 || current.tickets.length < 2)
    throw new NoFigure("Leaving a week out needs at least two weeks in each window.");
  const reductions = [
    ...baseline.tickets.map((_, week) => reductionOf({ baseline: withoutWeek(baseline, week), current })),
    ...current.tickets.map((_, week) => reductionOf({ baseline, current: withoutWeek(current, week) })),
  ];
  if (!reductions.every(Number.isFinite))
    throw new NoFigure("All baseline tickets fall into one week; without it there is nothing to measure against.");
  return reductions;
}

/** F5: the smallest and the largest of them. A wide range means that one week carries the figure. */
export function leaveOneOut(windows: TwoWindows): Range {
  const reductions = leaveOneOutReductions(windows);
  return { low: Math.min(...reductions), high: Math.max(...reductions) };
}

export const withoutWeek = ({ tickets, exposure }: Window, week: number): Window => ({
  tickets: tickets.toSpliced(week, 1),
  exposure: exposure.toSpliced(week, 1),
});

/**
 * F5: moving-block bootstrap (Künsch 1989): whole blocks of neighbouring weeks are drawn again and again, so that
 * resemblance between neighbours survives. Shown beside the interval of F2 and never instead of it: over 13 + 8
 * resembling weeks its 95 % range held the truth in 72 % of simulated cases.
 */
export function blockBootstrap({ baseline, current, runs = RUNS, seed = 1, level = 0.95 }: BootstrapInput): Range {
  checkBoth({ baseline, current });
  checkRuns(runs);
  const random = mulberry32(seed);
  const reductions = Array.from({ length: runs }, () => {
    const before = redraw(baseline, random);
    return reductionOf({ baseline: before, current: redraw(current, random) });
  });
  const sorted = reductions.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length < runs)
    throw new NoFigure("Some draws of the bootstrap hold no baseline ticket; there are too few for this method.");
  const upper = upperProbability(between("The level", level));
  return { low: percentile(sorted, 1 - upper), high: percentile(sorted, upper) };
}

function checkRuns(runs: number): void {
  if (count("The number of draws", runs) === 0 || runs > MOST_RUNS)
    throw new NoFigure(`The number of draws is ${runs}; it has to lie between 1 and ${MOST_RUNS}.`);
}

/** Smallest L with L³ >= weeks. */
function blockLength(weeks: number): number {
  let length = 1;
  while (length ** 3 < weeks) length++;
  return length;
}

function redraw({ tickets, exposure }: Window, random: () => number): Window {
  const weeks = tickets.length;
  const length = blockLength(weeks);
  const starts = Array.from({ length: Math.ceil(weeks / length) }, () => Math.floor(random() * (weeks - length + 1)));
  const joined = (values: readonly number[]) =>
    starts.flatMap((start) => values.slice(start, start + length)).slice(0, weeks);
  return { tickets: joined(tickets), exposure: joined(exposure) };
}

/** Linear interpolation between order statistics: position (n - 1) p. `sorted` rises. */
export function percentile(sorted: readonly number[], p: number): number {
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (position - below) * (high - low);
}

function checkBoth({ baseline, current }: TwoWindows): void {
  checkWindow("baseline", baseline);
  checkWindow("current", current);
  if (totalsOf(baseline).tickets === 0)
    throw new NoFigure("The baseline has no tickets, so there is nothing a reduction could be measured against.");
}

/** Both of F5; null where the figures are too few for one of them. */
export function sensitivityOf(
  windows: TwoWindows,
  level = 0.95,
): { leaveOneOut: Range | null; bootstrap: Range | null } {
  const left = figureOrReason(() => leaveOneOut(windows));
  const drawn = figureOrReason(() => blockBootstrap({ ...windows, level }));
  return { leaveOneOut: left.ok ? left.figure : null, bootstrap: drawn.ok ? drawn.figure : null };
}
