import { normalQuantile, upperProbability } from "./distributions.ts";
import { above, between, NoFigure } from "./figures.ts";

export type SampleSizeInput = {
  /** Share of flows with a ticket, without and with suggestions. */
  holdoutShare: number;
  treatmentShare: number;
  /** Treatment flows for one holdout flow: 4 at a holdout of 20 %. */
  ratio: number;
  level?: number;
  power?: number;
};

export type SampleSize = { holdout: number; treatment: number; total: number };

/** F19: flows needed in each arm to see a difference of two proportions (Fleiss 1981, unequal arms, no continuity correction). */
export function sampleSize(input: SampleSizeInput): SampleSize {
  const { holdoutShare, treatmentShare, ratio, level = 0.95, power = 0.8 } = input;
  between("The share of tickets without suggestions", holdoutShare);
  between("The share of tickets with suggestions", treatmentShare);
  above("The ratio of the arms", ratio, 0);
  if (holdoutShare === treatmentShare)
    throw new NoFigure("The two shares are equal; no size of experiment sees a difference of nothing.");
  const pooled = (holdoutShare + ratio * treatmentShare) / (1 + ratio);
  const noise =
    normalQuantile(upperProbability(between("The level", level))) * Math.sqrt((1 + 1 / ratio) * pooled * (1 - pooled));
  const signal =
    normalQuantile(between("The power", power)) *
    Math.sqrt(holdoutShare * (1 - holdoutShare) + (treatmentShare * (1 - treatmentShare)) / ratio);
  const holdout = Math.ceil((noise + signal) ** 2 / (holdoutShare - treatmentShare) ** 2);
  const treatment = Math.ceil(ratio * holdout);
  return { holdout, treatment, total: holdout + treatment };
}

export type PlanInput = Omit<SampleSizeInput, "ratio"> & {
  /** Ask flows a week, of the whole organisation. */
  flowsPerWeek: number;
  /** Share of the holdout. */
  share: number;
};

/** The planner: the weeks until such an effect can be seen, with the flows of each arm. */
export function weeksNeeded({ flowsPerWeek, share, ...effect }: PlanInput): SampleSize & { weeks: number } {
  above("The number of flows a week", flowsPerWeek, 0);
  between("The share of the holdout", share);
  const size = sampleSize({ ...effect, ratio: (1 - share) / share });
  return { ...size, weeks: size.total / flowsPerWeek };
}
