import { amount, NoFigure, sum } from "./figures.ts";
import { type Headline, headline } from "./headline.ts";
import { type TwoWindows, withoutWeek } from "./sensitivity.ts";
import type { Strata } from "./strata.ts";
import type { Window } from "./window.ts";

/** Section 12: the same method on a launch that never was, in the middle of the baseline. Its interval ought to hold zero. */
export function placebo(baseline: Window, level = 0.95): Headline {
  const middle = Math.ceil(baseline.tickets.length / 2);
  const part = (from: number, to?: number): Window => ({
    tickets: baseline.tickets.slice(from, to),
    exposure: baseline.exposure.slice(from, to),
  });
  if (middle < 2) throw new NoFigure("A baseline of fewer than three weeks has no room for a launch that never was.");
  return headline({ baseline: part(0, middle), current: part(middle), goal: 0, level });
}

/** Section 12: how many single weeks change the verdict when they are left out. Weeks that the gate needs count, too. */
export function weeksThatDecide({
  baseline,
  current,
  ...asked
}: TwoWindows & { goal?: number; level?: number; drawVariance?: number }): number {
  const verdict = headline({ baseline, current, ...asked }).verdict;
  const without = [
    ...baseline.tickets.map((_, week) => ({ baseline: withoutWeek(baseline, week), current })),
    ...current.tickets.map((_, week) => ({ baseline, current: withoutWeek(current, week) })),
  ];
  return without.filter((windows) => headline({ ...windows, ...asked }).verdict !== verdict).length;
}

/**
 * Section 12: which part of the whole fall the `most` largest ones make up. `falls` are basic tickets per week, baseline
 * minus current, of each person or each team; those whose tickets rose count below zero.
 */
export function concentration(falls: readonly number[], most: number): number {
  const whole = sum(falls);
  if (!(whole > 0)) throw new NoFigure("The tickets did not fall, so no one makes up the fall.");
  const largest = falls.toSorted((a, b) => b - a).slice(0, most);
  return sum(largest.filter((fall) => fall > 0)) / whole;
}

/** Section 12: how much of the fall of basic tickets shows in all tickets per person: 1 when the others stayed, below 0 when all rose. */
export function totalFall(fall: { basic: number; all: number }): number {
  if (!(fall.basic > 0)) throw new NoFigure("The rate of basic tickets did not fall.");
  return fall.all / fall.basic;
}

/** Section 12: growth of what was answered elsewhere, per week: 0.25 is a quarter more. */
export function growth(before: { count: number; weeks: number }, now: { count: number; weeks: number }): number {
  const rate = ({ count, weeks }: { count: number; weeks: number }) => amount("The number of questions", count) / weeks;
  if (!(before.weeks > 0) || !(now.weeks > 0)) throw new NoFigure("A growth needs weeks on both sides.");
  if (before.count === 0)
    throw new NoFigure("Nothing was answered elsewhere before; a growth has nothing to start from.");
  return rate(now) / rate(before) - 1;
}

/** Section 12: F8 as the check of the mix takes it; another sign of the adjusted reduction counts like a group that reversed. */
const mixFigures = ({ difference, reversed, crude, reduction }: Strata) => ({
  difference,
  reversed: reversed.length + (Math.sign(crude) * Math.sign(reduction) < 0 ? 1 : 0),
});

/** Of several ways to group people (teams, tenure) the figures that speak most against the headline; null where none is known. */
export function worstMix(ways: readonly (Strata | null)[]): ReturnType<typeof mixFigures> | null {
  const known = ways.flatMap((one) => (one ? [mixFigures(one)] : []));
  if (known.length === 0) return null;
  const worst = (field: "difference" | "reversed") => Math.max(...known.map((one) => one[field]));
  return { difference: worst("difference"), reversed: worst("reversed") };
}
