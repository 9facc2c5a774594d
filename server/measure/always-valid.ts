import { above, between, finite } from "./figures.ts";
import type { Interval } from "./proportion.ts";

const TAU = 0.05;

export type AlwaysValidInput = { effect: number; standardError: number; alpha?: number; tau?: number };

/**
 * F20: an interval that may be looked at every day (normal mixture of Robbins 1970, as a confidence sequence): with no effect
 * it ever excludes zero in at most `alpha` of all experiments, however often one looks. `tau` is the size of effect it is
 * sharpest for.
 */
export function alwaysValid({
  effect,
  standardError,
  alpha = 0.05,
  tau = TAU,
}: AlwaysValidInput): Interval & { halfWidth: number } {
  finite("The effect", effect);
  above("The standard error", standardError, 0);
  between("alpha", alpha);
  const information = 1 / standardError ** 2;
  const prior = 1 / above("tau", tau, 0) ** 2;
  const sharpness = information + prior;
  const halfWidth = Math.sqrt(sharpness * Math.log(sharpness / (prior * alpha ** 2))) / information;
  return { low: effect - halfWidth, high: effect + halfWidth, halfWidth };
}
