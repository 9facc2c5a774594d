import { normalQuantile, upperProbability } from "./distributions.ts";
import { partOf } from "./figures.ts";
import { type Interval, newcombeInterval, pooledTest } from "./proportion.ts";

/** First flows of an arm that are old enough, and those of them with an own ticket within seven days. */
export type ArmCount = { tickets: number; flows: number };

export const EFFECTS = [
  "fewer tickets with suggestions",
  "more tickets with suggestions",
  "no effect shown yet",
] as const;
export type Effect = (typeof EFFECTS)[number];

export type IntentionToTreat = Interval & {
  /** p_T - p_C; below zero when suggestions lead to fewer tickets. */
  effect: number;
  treatmentShare: number;
  holdoutShare: number;
  z: number;
  p: number;
  /** 1 - p_T / p_C; null when one of the arms has no ticket, the limits too. */
  relative: (Interval & { reduction: number }) | null;
  /** -ITT x treatment flows. */
  avoided: Interval & { tickets: number };
  verdict: Effect;
};

/**
 * F16: intention to treat: everyone counts in the arm they were drawn into, whatever they did. Newcombe's interval for the
 * difference, log limits for the relative reduction. Exact for person units; with person-week units F17 is published.
 */
export function intentionToTreat(treatment: ArmCount, holdout: ArmCount, level = 0.95): IntentionToTreat {
  partOf("The number of treatment tickets", treatment.tickets, treatment.flows);
  partOf("The number of holdout tickets", holdout.tickets, holdout.flows);
  const [one, other] = [asShare(treatment), asShare(holdout)];
  const { difference: effect, low, high } = newcombeInterval(one, other, level);
  const avoided = { tickets: -effect * treatment.flows, low: -high * treatment.flows, high: -low * treatment.flows };
  return {
    effect,
    low,
    high,
    treatmentShare: one.successes / one.trials,
    holdoutShare: other.successes / other.trials,
    ...pooledTest(one, other),
    relative: relativeReduction(treatment, holdout, level),
    avoided,
    verdict: effectOf({ low, high }),
  };
}

const asShare = ({ tickets, flows }: ArmCount) => ({ successes: tickets, trials: flows });

/** An interval that holds zero never means "no effect": it was not shown yet. */
export function effectOf({ low, high }: Interval): Effect {
  if (high < 0) return "fewer tickets with suggestions";
  return low > 0 ? "more tickets with suggestions" : "no effect shown yet";
}

function relativeReduction(treatment: ArmCount, holdout: ArmCount, level: number): IntentionToTreat["relative"] {
  if (treatment.tickets === 0 || holdout.tickets === 0) return null;
  const [one, other] = [treatment.tickets / treatment.flows, holdout.tickets / holdout.flows];
  const half = Math.sqrt((1 - one) / treatment.tickets + (1 - other) / holdout.tickets);
  const z = normalQuantile(upperProbability(level));
  const ratio = one / other;
  return { reduction: 1 - ratio, low: 1 - ratio * Math.exp(z * half), high: 1 - ratio * Math.exp(-z * half) };
}

/**
 * Section 8: which part of the fall the experiment explains. The rest is "not attributed", never added to it. `fall` is
 * R_b T_c - Y_c: the tickets that would have come at the old rate, minus those that came, over the window of the experiment.
 */
export function shareExplained({
  avoided,
  fall,
}: {
  avoided: number;
  fall: number;
}): { share: number; notAttributed: number } | null {
  return fall > 0 ? { share: avoided / fall, notAttributed: fall - avoided } : null;
}
