import { normalQuantile, twoSidedP, upperProbability } from "./distributions.ts";
import { between, partOf } from "./figures.ts";

export type Interval = { low: number; high: number };

/** Successes among trials, two whole numbers. */
export type Share = { successes: number; trials: number };

/** F24: the interval of a proportion that stays inside 0 and 1 even for few trials (Wilson 1927). */
export function wilsonInterval({ successes, trials }: Share, level = 0.95): Interval & { share: number } {
  partOf("The number of successes", successes, trials);
  const z = normalQuantile(upperProbability(between("The level", level)));
  const share = successes / trials;
  const centre = share + z ** 2 / (2 * trials);
  const half = z * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  const whole = 1 + z ** 2 / trials;
  return {
    share,
    low: Math.min(share, Math.max(0, (centre - half) / whole)),
    high: Math.max(share, Math.min(1, (centre + half) / whole)),
  };
}

/** The difference of two proportions, its limits combined from those of Wilson (Newcombe 1998, method 10). */
export function newcombeInterval(one: Share, other: Share, level = 0.95): Interval & { difference: number } {
  const [first, second] = [wilsonInterval(one, level), wilsonInterval(other, level)];
  const difference = first.share - second.share;
  return {
    difference,
    low: difference - Math.hypot(first.share - first.low, second.high - second.share),
    high: difference + Math.hypot(first.high - first.share, second.share - second.low),
  };
}

/** z and p of the difference of two proportions under a common one. */
export function pooledTest(one: Share, other: Share): { z: number; p: number } {
  const pooled = (one.successes + other.successes) / (one.trials + other.trials);
  const variance = pooled * (1 - pooled) * (1 / one.trials + 1 / other.trials);
  const difference = one.successes / one.trials - other.successes / other.trials;
  const z = variance > 0 ? difference / Math.sqrt(variance) : 0;
  return { z, p: twoSidedP(z) };
}
