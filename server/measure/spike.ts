import { above } from "./figures.ts";
import { phiOf } from "./rate-ratio.ts";

export const SPIKE_LIMITS = { warn: 2, fail: 3 } as const;

export type Counted = { tickets: number; exposure: number };

/**
 * F13: was the baseline picked at a peak? z of the logarithm of its rate against that of the weeks before it; above 2 the
 * fall may be nothing but a return to normal (regression to the mean).
 */
export function baselineSpike(baseline: Counted, before: Counted, phi = 1): { z: number; rateRatio: number } {
  const rateRatio = rateOf("baseline", baseline) / rateOf("earlier", before);
  const variance = phiOf(phi) * (1 / baseline.tickets + 1 / before.tickets);
  return { z: Math.log(rateRatio) / Math.sqrt(variance), rateRatio };
}

const rateOf = (which: string, { tickets, exposure }: Counted) =>
  above(`The number of ${which} tickets`, tickets, 0) / above(`The ${which} exposure`, exposure, 0);
