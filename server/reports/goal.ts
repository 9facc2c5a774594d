import { createHash } from "node:crypto";
import { shiftWeek, type Week, weeksBetween } from "#server/platform/weeks.ts";
import type { WeeklyFact } from "./weekly-fact.ts";

export const DENOMINATORS = ["eligible", "active"] as const;
export type Denominator = (typeof DENOMINATORS)[number];

/** What was promised, and against what it is measured. */
export type GoalTerms = {
  /** Parts, not per cent: 0.6 is sixty per cent less. */
  target: number;
  baselineFrom: Week;
  baselineTo: Week;
  denominator: Denominator;
  /** What a basic question is, in the words everybody agreed to. */
  definition: string;
};

export type GoalVersion = GoalTerms & {
  version: number;
  reason: string;
  madeBy: number;
  madeAt: number;
  previousHash: string;
  hash: string;
};

export const DEFAULT_TARGET = 0.6;

/** A chain: whoever changes an old version would have to change every later one. */
export function hashOf(goal: Omit<GoalVersion, "hash">): string {
  const { version, target, baselineFrom, baselineTo, denominator, definition, reason, madeBy, madeAt } = goal;
  const content = [version, target, baselineFrom, baselineTo, denominator, definition, reason, madeBy, madeAt];
  return createHash("sha256")
    .update(JSON.stringify([...content, goal.previousHash]))
    .digest("hex");
}

/** The first version whose hash does not fit what stands there, or the chain before it. */
export function brokenLink(versions: readonly GoalVersion[]): GoalVersion | null {
  let previous = "";
  for (const goal of versions) {
    if (goal.previousHash !== previous || hashOf(goal) !== goal.hash) return goal;
    previous = goal.hash;
  }
  return null;
}

const FEWEST_BASELINE = 8;
const BEST_BASELINE = 13;
const FEWEST_CURRENT = 4;

/** The first full weeks there are: a quarter of them where enough remain to be compared, else as few as allowed. */
export function proposeBaseline(full: readonly WeeklyFact[]): { from: Week; to: Week; weeks: number } | null {
  const [first] = full;
  if (!first) return null;
  const weeks = full.length >= BEST_BASELINE + FEWEST_CURRENT ? BEST_BASELINE : FEWEST_BASELINE;
  return { from: first.week, to: shiftWeek(first.week, weeks - 1), weeks };
}

export const baselineWeeks = ({ baselineFrom, baselineTo }: GoalTerms): Week[] =>
  weeksBetween(baselineFrom, baselineTo);
