import { type Interval, newcombeInterval, type Share } from "./proportion.ts";

/** How much worse the treatment arm may be, as the upper limit of the difference. */
export const GUARDRAIL_LIMIT = 0.03;

export const GUARDRAILS = ["time to first answer", "reopen rate", "repeat contact in 7 days"] as const;

/** A share that must not get worse with suggestions: late first answers, reopened tickets, repeat contacts. */
export type Guardrail = { name: (typeof GUARDRAILS)[number]; treatment: Share; holdout: Share };

export type GuardrailOutcome = Interval & { name: string; difference: number; isFailed: boolean };

/**
 * Section 8: a guardrail fails when the arms differ by more than 3 points for certain enough: when the lower limit is above
 * zero and the upper one above the limit. An upper limit alone would stop every young experiment.
 */
export function judgeGuardrail({ name, treatment, holdout }: Guardrail, level = 0.95): GuardrailOutcome {
  const { difference, low, high } = newcombeInterval(treatment, holdout, level);
  return { name, difference, low, high, isFailed: high > GUARDRAIL_LIMIT && low > 0 };
}

export type StopInput = { live: Interval; guardrails: readonly GuardrailOutcome[]; now: number; endAt: number };

/** Why a running experiment ends by itself, the gravest reason first; null while it goes on. Times in milliseconds UTC. */
export function stopReason({ live, guardrails, now, endAt }: StopInput): string | null {
  const failed = guardrails.find(({ isFailed }) => isFailed);
  if (failed) return `guardrail: ${failed.name}`;
  if (live.low > 0 || live.high < 0) return "the always-valid interval excludes zero";
  return now >= endAt ? "end date" : null;
}
