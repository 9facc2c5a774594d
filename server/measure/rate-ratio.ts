import { normalQuantile, upperProbability } from "./distributions.ts";
import { above, between } from "./figures.ts";

export type ReductionLimits = { reduction: number; low: number; high: number };

/** Overdispersion as it is given to a formula: never below that of Poisson counts. */
export const phiOf = (phi: number) => Math.max(1, above("phi", phi, 0));

/** 1 - ratio with the limits of a normal interval on the log scale. */
export function limitsOfRatio(ratio: number, standardError: number, level: number): ReductionLimits {
  const z = normalQuantile(upperProbability(between("The level", level)));
  return {
    reduction: 1 - ratio,
    low: 1 - ratio * Math.exp(z * standardError),
    high: 1 - ratio * Math.exp(-z * standardError),
  };
}
