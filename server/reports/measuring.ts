import { bothDenominators } from "#server/measure/denominators.ts";
import { figureOrReason } from "#server/measure/figures.ts";
import { type Headline, headline } from "#server/measure/headline.ts";
import { sensitivityOf } from "#server/measure/sensitivity.ts";
import { GATE, type Verdict } from "#server/measure/verdict.ts";
import { totalsOf, type Window } from "#server/measure/window.ts";
import { weeksBetween } from "#server/platform/weeks.ts";
import type { Denominator } from "./goal.ts";
import type { GoalInUse } from "./goal-in-use.ts";
import { monthsOf, type Period } from "./period.ts";
import { type RollingWeek, rollingReductions } from "./rolling.ts";
import { counted, type WeekLine, windowFrom, withActive } from "./series.ts";
import { gateSentence, goalSentence, headlineSentence } from "./wording.ts";

/** The figure and everything that says how far it can be trusted. */
export type Measured = {
  verdict: Verdict;
  sentence: string;
  /** The figure that is printed; null while there is none, and `missing` says why. */
  headline: Headline | null;
  denominator: Denominator;
  eligible: Headline | null;
  active: Headline | null;
  sensitivity: ReturnType<typeof sensitivityOf> | null;
  missing: string[];
  gate: Gate;
  /** What the baseline lets expect of a week, per 100 people. */
  expectedPer100: number | null;
  rolling: RollingWeek[];
  /** The same figure for the weeks between the baseline and the period; null where there are fewer than four. */
  before: { reduction: number; weeks: number } | null;
};

/** One thing that has to be there before a figure is shown. `short` stands in a sentence. */
export type GatePart = { label: string; short: string; there: number; needed: number };

export type Gate = {
  baselineWeeks: number;
  currentWeeks: number;
  baselineTickets: number;
  needed: typeof GATE;
  parts: GatePart[];
};

const NO_WEEKS: Window = { tickets: [], exposure: [] };

export const NOTHING_MEASURED: Measured = {
  verdict: "not enough data",
  sentence: "Not enough data yet: no week is counted.",
  headline: null,
  denominator: "eligible",
  eligible: null,
  active: null,
  sensitivity: null,
  missing: ["No week is counted yet."],
  gate: gateOf({ baseline: NO_WEEKS, current: NO_WEEKS }),
  expectedPer100: null,
  rolling: [],
  before: null,
};

/** `before` is what has to be there besides the weeks; while it is not, nothing is computed at all. */
export function measured(
  lines: readonly WeekLine[],
  goal: GoalInUse,
  current: Period,
  before: readonly GatePart[] = [],
): Measured {
  const windows = { baseline: windowFrom(counted(lines, "baseline")), current: windowFrom(counted(lines, "current")) };
  const gate = gateOf(windows, before);
  if (before.some(({ there, needed }) => there < needed)) return notYet(gate);
  const found = figureOrReason(() => figureFor(lines, goal));
  const around = {
    gate,
    expectedPer100: expectedFrom(windows.baseline),
    rolling: rollingReductions(lines, goal),
    before: beforeOf(lines, goal, current),
  };
  if (!found.ok)
    return { ...NOTHING_MEASURED, ...around, missing: [found.reason], sentence: gateSentence(gate) ?? found.reason };
  const { printed, verdict, ...both } = found.figure;
  return {
    ...around,
    ...both,
    verdict,
    headline: printed,
    sentence: gateSentence(gate) ?? headlineSentence(printed, monthsOf(goal.baseline, current.to)),
    sensitivity: sensitivityOf(windows, printed.level),
    missing: printed.notes,
  };
}

function notYet(gate: Gate): Measured {
  const sentence = gateSentence(gate) ?? "";
  return { ...NOTHING_MEASURED, gate, sentence, missing: [sentence] };
}

export function gateOf(windows: { baseline: Window; current: Window }, before: readonly GatePart[] = []): Gate {
  const [baselineWeeks, currentWeeks] = [windows.baseline.tickets.length, windows.current.tickets.length];
  const baselineTickets = Math.round(windows.baseline.tickets.reduce((sum, tickets) => sum + tickets, 0));
  const part = (label: string, short: string, there: number, needed: number) => ({ label, short, there, needed });
  const parts = [
    ...before,
    part("Baseline weeks", "baseline weeks", baselineWeeks, GATE.baselineWeeks),
    part("Weeks after the baseline", "current weeks", currentWeeks, GATE.currentWeeks),
    part("Basic questions in the baseline", "baseline questions", baselineTickets, GATE.baselineTickets),
  ];
  return { baselineWeeks, currentWeeks, baselineTickets, needed: GATE, parts };
}

function expectedFrom(baseline: Window): number | null {
  const { rate } = totalsOf(baseline);
  return Number.isFinite(rate) ? 100 * rate : null;
}

/** As many weeks as the period has, or those there are. */
function beforeOf(lines: readonly WeekLine[], goal: GoalInUse, current: Period): Measured["before"] {
  const period = weeksBetween(current.from, current.to).length;
  const earlier = counted(lines, "between").filter(({ week }) => week > goal.baseline.to && week < current.from);
  const weeks = earlier.slice(-period);
  if (weeks.length < GATE.currentWeeks) return null;
  const windows = { baseline: windowFrom(counted(lines, "baseline")), current: windowFrom(weeks) };
  const found = figureOrReason(() => headline({ ...windows, goal: goal.target, drawVariance: goal.drawVariance }));
  return found.ok ? { reduction: found.figure.reduction, weeks: weeks.length } : null;
}

/** F1 to F4, and F6 where it is known who was active; the goal may have asked for active people from the start. */
export function figureFor(lines: readonly WeekLine[], goal: GoalInUse) {
  const [baseline, current] = [counted(lines, "baseline"), counted(lines, "current")];
  const { target, drawVariance } = goal;
  const before = withActive(baseline);
  const now = withActive(current);
  if (before && now && before.tickets.length > 0 && now.tickets.length > 0) {
    const both = bothDenominators({ baseline: before, current: now, goal: target, drawVariance });
    const { eligible, active, verdict } = both;
    if (goal.denominator === "active")
      return { printed: active, verdict, denominator: "active" as const, eligible, active };
    return { printed: both.headline, verdict, denominator: both.denominator, eligible, active };
  }
  const windows = { baseline: windowFrom(baseline), current: windowFrom(current) };
  const eligible = headline({ ...windows, goal: target, drawVariance });
  return { printed: eligible, verdict: eligible.verdict, denominator: "eligible" as const, eligible, active: null };
}

/** The figure, the goal, what disputes it and what the checks say: section 13 in one breath. */
export function wholeSentence(
  { sentence, verdict }: Measured,
  goal: GoalInUse,
  { summary, failed }: { summary: string; failed: readonly string[] },
): string {
  if (verdict === "not enough data") return sentence;
  return [sentence, goalSentence(goal.target, verdict, failed), `${summary}.`].join(" ");
}
