import { z } from "zod";
import { COUNTS, PRIORITIES, type Subject } from "./policy.ts";

/**
 * Whom a step tells, looked up when it fires, so that names are current. "assignee": who has the question; while
 * nobody has it, those who answer.
 */
export const GROUPS = ["assignee", "agents", "managers", "admins"] as const;
export type Group = (typeof GROUPS)[number];

const step = z.strictObject({
  name: z.string().min(1).max(40),
  /** Since the step before really fired; of the first step, since the question was asked. */
  afterMinutes: z.number().int().min(0).max(100_000),
  counts: z.enum(COUNTS),
  groups: z.array(z.enum(GROUPS)),
  people: z.array(z.number().int()),
  /** Whoever is on call in these rotas when it fires. */
  rotas: z.array(z.number().int()).default([]),
  /** Empty: whatever its urgency. Else the step is passed over. */
  onlyPriorities: z.array(z.enum(PRIORITIES)),
  raises: z.boolean(),
  assigns: z.boolean(),
});

/** A list of steps, each of which tells more people that a question waits unheard. A version never changes. */
export const ladderShape = z.strictObject({
  name: z.string().min(1).max(80),
  position: z.number().int(),
  isEnabled: z.boolean(),
  categories: z.array(z.string()),
  steps: z.array(step).min(1).max(12),
  repeat: z.number().int().min(0).max(5),
  repeatAfterMinutes: z.number().int().min(1).max(100_000),
  /** How much open time an acknowledgement lasts without anything being done. */
  ackMinutes: z.number().int().min(1).max(100_000),
});

export type Step = z.infer<typeof step>;
export type Ladder = z.infer<typeof ladderShape>;
export type LadderVersion = { ladderId: number; no: number; madeAt: number; ladder: Ladder };

/** The ladder for a question that began to wait at an instant, in the version that was known then. */
export function ladderFor(versions: readonly LadderVersion[], subject: Subject, at: number): LadderVersion | undefined {
  const newest = new Map<number, LadderVersion>();
  for (const one of versions) if (one.madeAt <= at) newest.set(one.ladderId, one);
  const fits = ({ isEnabled, categories }: Ladder) =>
    isEnabled && (categories.length === 0 || (subject.category !== null && categories.includes(subject.category)));
  return [...newest.values()]
    .filter(({ ladder }) => fits(ladder))
    .sort((a, b) => a.ladder.position - b.ladder.position || a.ladderId - b.ladderId)[0];
}

/** A place on the ladder. Rounds count the repetitions, from 0. */
export type Place = { round: number; step: number };

export const FIRST: Place = { round: 0, step: 0 };

/** The place after one, or null when the ladder is used up. */
export function placeAfter({ steps, repeat }: Ladder, { round, step }: Place): Place | null {
  if (step + 1 < steps.length) return { round, step: step + 1 };
  return round < repeat ? { round: round + 1, step: 0 } : null;
}

/** Minutes to wait before the step at a place. */
export const delayOf = ({ steps, repeatAfterMinutes }: Ladder, { round, step }: Place): number =>
  round > 0 && step === 0 ? repeatAfterMinutes : (steps[step]?.afterMinutes ?? 0);

export const countsAt = ({ steps }: Ladder, { step }: Place): Step["counts"] => steps[step]?.counts ?? "business";
