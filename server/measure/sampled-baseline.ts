import { above, amount, NoFigure, partOf } from "./figures.ts";
import { limitsOfRatio, phiOf, type ReductionLimits } from "./rate-ratio.ts";

export type SampledBaselineInput = {
  /** All tickets of the baseline, how many of them were drawn and labelled, and how many of those were basic. */
  tickets: number;
  sampled: number;
  basic: number;
  baselineExposure: number;
  /** Basic tickets now, all of them labelled. */
  currentTickets: number;
  currentExposure: number;
  phi?: number;
  level?: number;
};

export type SampledBaseline = ReductionLimits & {
  basicShare: number;
  /** N p: how many of all baseline tickets were basic, as the sample says. */
  baselineTickets: number;
  rateRatio: number;
  standardError: number;
};

/** F10: a baseline of old tickets of which a random sample was labelled; the draw adds (1 - p) / (n p) to the variance. */
export function sampledBaseline(input: SampledBaselineInput): SampledBaseline {
  const { tickets, sampled, basic, baselineExposure, currentTickets, currentExposure, phi = 1, level = 0.95 } = input;
  partOf("The number of sampled tickets", sampled, tickets);
  partOf("The number of basic tickets in the sample", basic, sampled);
  if (basic === 0) throw new NoFigure("The sample holds no basic ticket, so there is nothing to measure against.");
  above("The baseline exposure", baselineExposure, 0);
  above("The current exposure", currentExposure, 0);
  if (amount("The number of current tickets", currentTickets) === 0)
    throw new NoFigure("There is no current basic ticket yet; a ratio has no interval without one.");
  const basicShare = basic / sampled;
  const baselineTickets = tickets * basicShare;
  const rateRatio = currentTickets / currentExposure / (baselineTickets / baselineExposure);
  const variance = phiOf(phi) * (1 / baselineTickets + 1 / currentTickets) + (1 - basicShare) / (sampled * basicShare);
  const standardError = Math.sqrt(variance);
  return { basicShare, baselineTickets, rateRatio, standardError, ...limitsOfRatio(rateRatio, standardError, level) };
}
