import { above, amount, NoFigure } from "./figures.ts";

/** Warns from the first on, fails above the second. */
export const RELABEL_LIMITS = { warn: 0.2, fail: 0.5, warnsAt: true } as const;

export type LabelCounts = { basic: number; other: number; exposure: number };

export type Relabelling = {
  /** The part of the fall of basic tickets that reappears as a rise of the others. */
  share: number;
  /** Tickets per person: how far basic ones fell, how far the others rose (below zero: fell). */
  basicFall: number;
  otherRise: number;
};

/** F12: max(0, rise of the rate of other tickets) / fall of the rate of basic ones. */
export function relabelShare(baseline: LabelCounts, current: LabelCounts): Relabelling {
  const before = ratesOf("baseline", baseline);
  const now = ratesOf("current", current);
  const basicFall = before.basic - now.basic;
  const otherRise = now.other - before.other;
  if (basicFall <= 0)
    throw new NoFigure("The rate of basic tickets did not fall, so no fall can be due to relabelling.");
  return { share: Math.max(0, otherRise) / basicFall, basicFall, otherRise };
}

function ratesOf(which: string, { basic, other, exposure }: LabelCounts) {
  above(`The ${which} exposure`, exposure, 0);
  amount(`The number of ${which} basic tickets`, basic);
  amount(`The number of ${which} other tickets`, other);
  return { basic: basic / exposure, other: other / exposure };
}
