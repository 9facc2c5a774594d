export const HELPFUL = ["yes", "partly", "no"] as const;
export type Helpful = (typeof HELPFUL)[number];

export const REASONS = ["wrong", "outdated", "unclear", "not-my-problem", "missing-step"] as const;
export type Reason = (typeof REASONS)[number];

export const REASON_NAMES: Record<Reason, string> = {
  "missing-step": "A step is missing",
  unclear: "Hard to understand",
  wrong: "Something in it is wrong",
  outdated: "It is out of date",
  "not-my-problem": "Not my problem",
};
