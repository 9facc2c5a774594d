import { type Headline, headline } from "./headline.ts";
import type { Verdict } from "./verdict.ts";
import type { Window } from "./window.ts";

const POINTS_APART = 0.05;

/** `exposure` counts eligible people, `active` those of them who were active in the trailing 28 days. */
export type WindowOfBoth = Window & { active: readonly number[] };

export type BothDenominators = {
  eligible: Headline;
  active: Headline;
  /** By how much the two reductions differ; parts, not per cent. */
  difference: number;
  /** The one that is printed: eligible people, unless the two are more than 5 points apart. */
  headline: Headline;
  denominator: "eligible" | "active";
  /** What may be said under both. */
  verdict: Verdict;
};

export type BothDenominatorsInput = {
  baseline: WindowOfBoth;
  current: WindowOfBoth;
  goal?: number;
  level?: number;
  drawVariance?: number;
};

/** F6: the headline over eligible and over active people; the smaller reduction is printed when they differ by more than 5 points. */
export function bothDenominators(input: BothDenominatorsInput): BothDenominators {
  const eligible = headline(input);
  const active = headline({ ...input, baseline: overActive(input.baseline), current: overActive(input.current) });
  const difference = Math.abs(eligible.reduction - active.reduction);
  const isActiveSmaller = active.reduction < eligible.reduction;
  const denominator = difference > POINTS_APART && isActiveSmaller ? "active" : "eligible";
  const printed = denominator === "active" ? active : eligible;
  return { eligible, active, difference, headline: printed, denominator, verdict: verdictUnderBoth(eligible, active) };
}

const overActive = ({ tickets, active }: WindowOfBoth): Window => ({ tickets, exposure: active });

/** "reached" and "not reached" are claims and have to hold under both; otherwise the smaller point decides. */
function verdictUnderBoth(one: Headline, other: Headline): Verdict {
  if (one.verdict === other.verdict) return one.verdict;
  const smaller = Math.min(one.reduction, other.reduction);
  return smaller >= one.goal ? "on target, unproven" : "not yet, undecided";
}
