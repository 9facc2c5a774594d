import { normalQuantile, twoSidedP, upperProbability } from "./distributions.ts";
import { between, count, NoFigure, partOf, sum } from "./figures.ts";
import { type Effect, effectOf } from "./intention-to-treat.ts";
import type { Interval } from "./proportion.ts";

/** All matured flows of one person in one arm, and those that led to an own ticket within seven days. */
export type PersonFlows = { tickets: number; flows: number };

export type Clustered = Interval & {
  /** Difference of the two ratios; below zero when suggestions lead to fewer tickets. */
  effect: number;
  standardError: number;
  treatmentShare: number;
  holdoutShare: number;
  z: number;
  p: number;
  verdict: Effect;
};

/**
 * F17: the effect over all flows when people have several: ratio estimator per arm with a variance clustered by person
 * (Cochran 1977; Deng et al. 2011), difference with z. This is the published interval of person-week units.
 */
export function clusteredEffect(
  treatment: readonly PersonFlows[],
  holdout: readonly PersonFlows[],
  level = 0.95,
): Clustered {
  const [one, other] = [ratioOf("treatment", treatment), ratioOf("holdout", holdout)];
  const standardError = Math.sqrt(one.variance + other.variance);
  const effect = one.share - other.share;
  const half = normalQuantile(upperProbability(between("The level", level))) * standardError;
  const limits = { low: effect - half, high: effect + half };
  const z = standardError > 0 ? effect / standardError : 0;
  const shares = { treatmentShare: one.share, holdoutShare: other.share };
  return { effect, ...limits, standardError, ...shares, z, p: twoSidedP(z), verdict: effectOf(limits) };
}

/** Sum y / sum m with the variance s²(y - p m) / (K mean(m)²) of K people. */
function ratioOf(arm: string, people: readonly PersonFlows[]): { share: number; variance: number } {
  people.forEach(({ tickets, flows }, at) => {
    partOf(`The number of tickets of person ${at + 1} in the ${arm} arm`, tickets, count("The number of flows", flows));
  });
  if (people.length < 2)
    throw new NoFigure(
      `The ${arm} arm has ${people.length} people; an interval clustered by person needs two or more.`,
    );
  const flows = sum(people.map((person) => person.flows));
  const share = sum(people.map((person) => person.tickets)) / flows;
  const squares = sum(people.map((person) => (person.tickets - share * person.flows) ** 2));
  const mean = flows / people.length;
  return { share, variance: squares / (people.length - 1) / (people.length * mean ** 2) };
}
