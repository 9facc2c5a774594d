export const OUTCOMES = ["pass", "warn", "fail", "not measured"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A number against its two thresholds; null where one of them does not exist. `warnsAt`: a number at the first warns already. */
export type Thresholds = { warn: number | null; fail: number | null; warnsAt?: boolean };

/** Worse when larger: beyond the threshold, not at it. */
export function judgeAbove(value: number, { warn, fail, warnsAt = false }: Thresholds): Outcome {
  if (fail !== null && value > fail) return "fail";
  return warn !== null && (value > warn || (warnsAt && value === warn)) ? "warn" : "pass";
}

/** Worse when smaller. */
export const judgeBelow = (value: number, { warn, fail }: Thresholds): Outcome =>
  judgeAbove(-value, { warn: warn === null ? null : -warn, fail: fail === null ? null : -fail });

const GRAVITY: Record<Outcome, number> = { "not measured": 0, pass: 1, warn: 2, fail: 3 };

/** The gravest of several; "not measured" only when none was. */
export const gravest = (outcomes: readonly Outcome[]): Outcome =>
  outcomes.reduce<Outcome>((worst, one) => (GRAVITY[one] > GRAVITY[worst] ? one : worst), "not measured");
