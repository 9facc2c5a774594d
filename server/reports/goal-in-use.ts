import type { Context } from "#server/platform/context.ts";
import type { Database } from "#server/platform/database/database.ts";
import { shiftWeek, type Week, type WeekCalendar } from "#server/platform/weeks.ts";
import { DEFINITION } from "#server/tickets/code-book.ts";
import { type Basis, DEFAULT_TARGET, type Denominator, type GoalVersion, proposeBaseline } from "./goal.ts";
import { goalVersions } from "./goal-store.ts";
import type { Period } from "./period.ts";
import type { WeeklyFact } from "./weekly-fact.ts";
import { countsOf, firstAccountAt, firstFacts } from "./weekly-store.ts";

/** The goal figures are compared with. Version 0 is a proposal nobody has agreed to yet. */
export type GoalInUse = {
  version: number;
  target: number;
  basis: Basis;
  baseline: Period;
  denominator: Denominator;
  definition: string;
  /** What the draw of a sample adds to the variance of the baseline (F10); 0 for any other baseline. */
  drawVariance: number;
  /** Of what was drawn for it; empty for weeks. */
  seal: string;
  hash: string | null;
  setAt: string | null;
};

/** The weeks a period lies after; where teams wait for their turn there are none. */
export const pastOf = (goal: GoalInUse | null): Period | null =>
  goal && goal.basis !== "wedge" ? goal.baseline : null;

const ENOUGH_TO_PROPOSE = 18;

/** The newest version, else the first full weeks as a proposal, else nothing. */
export async function chosenGoal(ctx: Context, calendar: WeekCalendar, last: Week): Promise<GoalInUse | null> {
  const goal = (await goalVersions(ctx.db)).at(-1);
  return goal ? inUse(goal) : proposal(ctx, calendar, last);
}

/** What a basic question is, as the newest goal has it; before there is one, as the code book proposes it. */
export async function definitionInUse(db: Database): Promise<string> {
  return (await goalVersions(db)).at(-1)?.definition ?? DEFINITION;
}

function inUse(goal: GoalVersion): GoalInUse {
  const { version, target, basis, denominator, definition, seal, hash } = goal;
  const baseline = { from: goal.baselineFrom, to: goal.baselineTo };
  const setAt = new Date(goal.madeAt).toISOString();
  return { version, target, basis, baseline, denominator, drawVariance: 0, definition, seal, hash, setAt };
}

export async function proposal(ctx: Context, calendar: WeekCalendar, last: Week): Promise<GoalInUse | null> {
  const facts = await firstFacts(ctx.db, last, ENOUGH_TO_PROPOSE);
  const proposed = proposeBaseline(await withoutHalfWeek(ctx, calendar, facts));
  if (!proposed) return null;
  return {
    version: 0,
    target: DEFAULT_TARGET,
    basis: "weeks",
    baseline: { from: proposed.from, to: shiftWeek(proposed.from, proposed.weeks - 1) },
    denominator: "eligible",
    drawVariance: 0,
    definition: DEFINITION,
    seal: "",
    hash: null,
    setAt: null,
  };
}

/** The week in which the first people came is no full week, unless it was counted elsewhere. */
async function withoutHalfWeek(ctx: Context, calendar: WeekCalendar, facts: WeeklyFact[]): Promise<WeeklyFact[]> {
  const [first, ...others] = facts;
  if (!first || others.length === 0 || (await countsOf(ctx.db, first.week)).length > 0) return facts;
  const cameAt = await firstAccountAt(ctx.db);
  return cameAt !== null && calendar.weekOf(cameAt) === first.week ? others : facts;
}
