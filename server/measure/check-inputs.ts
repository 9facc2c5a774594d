import { finite } from "./figures.ts";
import { judgeAbove, judgeBelow, type Outcome, type Thresholds } from "./judgement.ts";
import type { Interval } from "./proportion.ts";

/**
 * What the seventeen checks of section 12 are judged by; null for what could not be measured. Parts, not per cent:
 * 0.03 is three points.
 */
export type CheckFigures = {
  /** F6: difference of the two reductions. */
  denominatorDifference: number | null;
  /** F12 and F11. */
  relabelShare: number | null;
  kappa: number | null;
  /** Fall of all tickets per person / fall of basic ones. */
  totalFall: number | null;
  /** Growth of what was answered elsewhere: 0.25 is a quarter more. */
  offPortalGrowth: number | null;
  /** Difference of the holdout arm's ticket rate, later minus earlier half. */
  holdoutDrift: Interval | null;
  /** Upper limits of the differences against the baseline. */
  repeatContact: number | null;
  reopenRate: number | null;
  /** Rise of the share of silent journeys. */
  silentRise: number | null;
  /** F13. */
  spikeZ: number | null;
  /** F8: difference of crude and adjusted reduction, and how many large strata moved the other way. */
  mix: { difference: number; reversed: number } | null;
  /** Difference of the reductions against the baseline and against the same weeks of last year. */
  lastYearDifference: number | null;
  /** How many single weeks change the verdict when left out. */
  weeksThatDecide: number | null;
  /** Part of the fall that five people, and that one team make up. */
  fallOfFive: number | null;
  fallOfOneTeam: number | null;
  /** A fake launch inside the baseline; two halves of the treatment arm. */
  placebo: Interval | null;
  twins: Interval | null;
  /** F15. */
  sampleRatioP: number | null;
  /** Weeks without events; times that the way of recording changed; events whose clocks were more than five minutes off. */
  eventTroubles: number | null;
  collectorChanges: number | null;
  skewedClocks: number | null;
  /** Edits of the definition or the baseline after they were locked. */
  editsAfterLock: number | null;
};

/** One number of a check with what it is held against. */
export type Measured = { what: string; value: number | null; thresholds: Thresholds; isWorseBelow?: boolean };

export function judgeMeasured({ what, value, thresholds, isWorseBelow }: Measured): Outcome {
  if (value === null) return "not measured";
  finite(`The figure "${what}"`, value);
  return isWorseBelow ? judgeBelow(value, thresholds) : judgeAbove(value, thresholds);
}

export const above = (what: string, value: number | null, warn: number | null, fail: number | null): Measured => ({
  what,
  value,
  thresholds: { warn, fail },
});
export const below = (what: string, value: number | null, warn: number, fail: number): Measured => ({
  ...above(what, value, warn, fail),
  isWorseBelow: true,
});

/** How far an interval stays away from zero; 0 when it holds zero. What contradicts the headline has nothing to be warned of first. */
export const excludes = (what: string, interval: Interval | null) =>
  above(what, interval && distanceFromZero(interval), null, 0);
const distanceFromZero = ({ low, high }: Interval) => Math.max(0, low, -high);

/** Only a fall of the holdout arm speaks against the headline. */
export const fell = (what: string, drift: Interval | null) => above(what, drift && Math.max(0, -drift.high), null, 0);
