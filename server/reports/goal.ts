import { createHash } from "node:crypto";
import { shiftWeek, type Week, weeksBetween } from "#server/platform/weeks.ts";
import type { WeeklyFact } from "./weekly-fact.ts";

export const DENOMINATORS = ["eligible", "active"] as const;
export type Denominator = (typeof DENOMINATORS)[number];

/**
 * What the figure is compared with: the weeks of the baseline as they were counted, here or elsewhere; a random sample of
 * the questions of these weeks, labelled afterwards; or, where there is no past, teams that wait for their turn.
 */
export const BASES = ["weeks", "sample", "wedge"] as const;
export type Basis = (typeof BASES)[number];

/** What was promised, and against what it is measured. */
export type GoalTerms = {
  basis: Basis;
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
  /** Of what was drawn: the questions of a sample, the order of a roll-out. Empty for weeks. */
  seal: string;
  previousHash: string;
  hash: string;
};

export const DEFAULT_TARGET = 0.6;

export const sealOf = (content: unknown): string => createHash("sha256").update(JSON.stringify(content)).digest("hex");

/** A chain: whoever changes an old version would have to change every later one. */
export function hashOf(goal: Omit<GoalVersion, "hash">): string {
  const { version, target, baselineFrom, baselineTo, denominator, definition, reason, madeBy, madeAt } = goal;
  const content = [version, target, baselineFrom, baselineTo, denominator, definition, reason, madeBy, madeAt];
  // Goals from before there was a choice have neither, and their hashes still have to fit.
  const drawn = goal.basis === "weeks" ? [] : [goal.basis, goal.seal];
  return sealOf([...content, ...drawn, goal.previousHash]);
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

export const baselineWeeks = ({ baselineFrom, baselineTo }: Pick<GoalTerms, "baselineFrom" | "baselineTo">): Week[] =>
  weeksBetween(baselineFrom, baselineTo);
