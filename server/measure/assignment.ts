import { createHash } from "node:crypto";
import { between, NoFigure } from "./figures.ts";

const DAY = 86_400_000;
const NEW_FOR = 14 * DAY;
const RANGE = 2 ** 32;

export const ARMS = ["treatment", "holdout"] as const;
export type Arm = (typeof ARMS)[number];

export type AssignmentInput = { salt: string; experiment: string; unit: string; share: number };

/**
 * F14: where a unit falls between 0 and 1, and its arm: the holdout arm below `share`. Nothing is stored to decide it,
 * so opening the form again never rolls again.
 */
export function assignArm({ salt, experiment, unit, share }: AssignmentInput): { bucket: number; arm: Arm } {
  between("The share of the holdout", share);
  if (unit === "") throw new NoFigure("The unit has no name; every unit needs its own.");
  const digest = createHash("sha256").update(`${salt}:${experiment}:${unit}`).digest("hex");
  const bucket = Number.parseInt(digest.slice(0, 8), 16) / RANGE;
  return { bucket, arm: bucket < share ? "holdout" : "treatment" };
}

/** Person and ISO week, "bob@2026-W10": the usual unit. A long experiment takes the person alone. */
export const weeklyUnit = (person: string, isoWeek: string) => `${person}@${isoWeek}`;

/** Half of an arm, for the A/A check: independent of the arm itself. */
export const halfOf = (input: AssignmentInput): "first" | "second" =>
  assignArm({ ...input, experiment: `${input.experiment}:halves`, share: 0.5 }).arm === "holdout" ? "first" : "second";

/** What is known about a person and a question before the draw. Times in milliseconds UTC. */
export type Candidate = {
  hasOptedOut: boolean;
  isServiceAccount: boolean;
  isSupport: boolean;
  severity: number;
  isOutage: boolean;
  accountCreatedAt: number;
  now: number;
};

export const EXCLUSIONS = [
  "opted out",
  "service account",
  "support staff",
  "severity 1",
  "outage",
  "new account",
] as const;
export type Exclusion = (typeof EXCLUSIONS)[number];

/** Why someone is never assigned, decided before the draw; null for those who are. */
export function excludedBecause(candidate: Candidate): Exclusion | null {
  if (candidate.hasOptedOut) return "opted out";
  if (candidate.isServiceAccount) return "service account";
  if (candidate.isSupport) return "support staff";
  if (candidate.severity === 1) return "severity 1";
  if (candidate.isOutage) return "outage";
  return candidate.now - candidate.accountCreatedAt < NEW_FOR ? "new account" : null;
}
