import { above, amount } from "./figures.ts";
import { limitsOfRatio, phiOf } from "./rate-ratio.ts";

const ADDED_WHEN_NONE = 0.5;

export type ControlSeriesInput = {
  /** Basic tickets, baseline and current. */
  basic: { baseline: number; current: number };
  /** All other tickets of the same windows: what growth, holidays and releases do to both. */
  other: { baseline: number; current: number };
  basicPhi?: number;
  otherPhi?: number;
  level?: number;
};

export type ControlSeries = {
  /** The ratio of the two ratios; below 1 when basic tickets fell more than the others. */
  ratioOfRatios: number;
  standardError: number;
  reduction: number;
  low: number;
  high: number;
  /** 0.5 when there was no current basic ticket (as in F3), otherwise 0. */
  added: number;
};

/**
 * F7: difference in differences on the log scale: did basic tickets fall more than the others did? Exposure cancels
 * out. Not valid when tickets were relabelled (F12 fails): they would leave one series for the other.
 */
export function controlSeries(input: ControlSeriesInput): ControlSeries {
  const { basic, other, basicPhi = 1, otherPhi = 1, level = 0.95 } = input;
  amount("The number of current basic tickets", basic.current);
  above("The number of baseline basic tickets", basic.baseline, 0);
  above("The number of baseline other tickets", other.baseline, 0);
  above("The number of current other tickets", other.current, 0);
  const added = basic.current === 0 ? ADDED_WHEN_NONE : 0;
  const [before, now] = [basic.baseline + added, basic.current + added];
  const ratioOfRatios = now / before / (other.current / other.baseline);
  const variance =
    phiOf(basicPhi) * (1 / now + 1 / before) + phiOf(otherPhi) * (1 / other.current + 1 / other.baseline);
  return {
    ratioOfRatios,
    standardError: Math.sqrt(variance),
    ...limitsOfRatio(ratioOfRatios, Math.sqrt(variance), level),
    added,
  };
}
