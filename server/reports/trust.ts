import { concentration, placebo, totalFall, weeksThatDecide, worstMix } from "#server/measure/check-figures.ts";
import type { CheckFigures } from "#server/measure/check-inputs.ts";
import { type CheckResult, judgeChecks, sumUpChecks } from "#server/measure/checks.ts";
import { figureOrReason } from "#server/measure/figures.ts";
import { newcombeInterval } from "#server/measure/proportion.ts";
import { relabelShare } from "#server/measure/relabelling.ts";
import { reductionOf } from "#server/measure/sensitivity.ts";
import { baselineSpike } from "#server/measure/spike.ts";
import { totalsOf } from "#server/measure/window.ts";
import type { Context } from "#server/platform/context.ts";
import { shiftWeek, type Week } from "#server/platform/weeks.ts";
import type { Adjusted } from "./adjusting.ts";
import { type Collected, collectedIn, eventFigures } from "./collecting.ts";
import { DISPUTES } from "./disputes.ts";
import type { Elsewhere } from "./elsewhere.ts";
import type { Experimental } from "./experimental.ts";
import type { GoalInUse } from "./goal-in-use.ts";
import { goalVersions } from "./goal-store.ts";
import type { JourneyFigures } from "./journey-figures.ts";
import { journeyFigures } from "./journey-figures.ts";
import type { Measured } from "./measuring.ts";
import { agreement } from "./second-coding.ts";
import { counted, type WeekLine, windowFrom } from "./series.ts";
import { askerTotals } from "./trust-store.ts";
import type { WeeklyFact } from "./weekly-fact.ts";
import { factsBetween } from "./weekly-store.ts";

export type Trust = { results: CheckResult[]; summary: string; failed: string[]; collected: Collected | null };

type EventFigures = ReturnType<typeof eventFigures>;

export const NO_TRUST: Trust = { results: [], summary: "", failed: [], collected: null };

/** A year, as weeks count it. */
const YEAR = 52;
const BEFORE_THE_BASELINE = 13;
const FEWEST = 4;
const FIVE = 5;

export type Judged = {
  lines: readonly WeekLine[];
  goal: GoalInUse;
  measured: Measured;
  adjusted: Adjusted;
  elsewhere: Elsewhere;
  experiment: Experimental | null;
  journeys: JourneyFigures;
  leftOut: readonly Week[];
  last: Week;
};

/** Section 12: what would change one's mind, each with its number. What cannot be measured yet says so. */
export async function judgeTrust(ctx: Context, judged: Judged): Promise<Trust> {
  const { lines } = judged;
  const collected = await collectedIn(ctx, counted(lines, "baseline"), counted(lines, "current"));
  const results = judgeChecks({ ...(await figuresFor(ctx, judged)), ...eventFigures(collected) });
  const failed = results.filter(({ outcome }) => outcome === "fail").map(({ key }) => DISPUTES[key]);
  return { results, summary: sumUpChecks(results), failed, collected };
}

async function figuresFor(ctx: Context, judged: Judged): Promise<Omit<CheckFigures, keyof EventFigures>> {
  const { lines, goal, measured, adjusted } = judged;
  const [baseline, current] = [counted(lines, "baseline"), counted(lines, "current")];
  const windows = { baseline: windowFrom(baseline), current: windowFrom(current) };
  const { eligible, active } = measured;
  const { drawVariance } = goal;
  const fall = fallsOf(baseline, current);
  // What asks whether weeks before can be compared with weeks after has nothing to ask where teams wait for their turn.
  const hasWeeks = goal.basis !== "wedge";
  return {
    denominatorDifference: eligible && active ? Math.abs(eligible.reduction - active.reduction) : null,
    relabelShare: orNull(() => relabelShare(countsOf(baseline), countsOf(current)).share),
    kappa: (await agreement(ctx))?.kappa ?? null,
    totalFall: orNull(() => totalFall(fall)),
    offPortalGrowth: judged.elsewhere.growth,
    holdoutDrift: judged.experiment?.result.drift ?? null,
    repeatContact: riseOf(baseline, current, ({ asked_again }) => asked_again),
    reopenRate: riseOf(baseline, current, ({ reopened }) => reopened),
    silentRise: await silentRise(ctx, judged),
    spikeZ: goal.basis === "weeks" ? await spikeZ(ctx, goal, baseline, measured) : null,
    mix: worstMix([adjusted.strata, adjusted.tenure]),
    lastYearDifference: goal.basis === "weeks" ? await lastYear(ctx, current, measured) : null,
    weeksThatDecide: hasWeeks ? orNull(() => weeksThatDecide({ ...windows, goal: goal.target, drawVariance })) : null,
    fallOfFive: goal.basis === "sample" ? null : await fallOfFive(ctx, baseline, current),
    fallOfOneTeam: orNull(() => concentration(adjusted.teamFalls, 1)),
    placebo: hasWeeks ? orNull(() => placebo(windows.baseline)) : null,
    twins: judged.experiment?.result.twins ?? null,
    sampleRatioP: judged.experiment?.result.sampleRatio?.p ?? null,
    editsAfterLock: goal.version > 0 ? await editsAfterLock(ctx) : null,
  };
}

function orNull<T>(compute: () => T): T | null {
  const found = figureOrReason(compute);
  return found.ok ? found.figure : null;
}

const sumOf = (lines: readonly WeeklyFact[], field: (line: WeeklyFact) => number) =>
  lines.reduce((sum, line) => sum + field(line), 0);

const countsOf = (lines: readonly WeekLine[]) => ({
  basic: sumOf(lines, ({ basic }) => basic),
  other: sumOf(lines, ({ other }) => other),
  exposure: sumOf(lines, ({ exposure }) => exposure),
});

/** How far the rates of basic and of all labelled questions fell, per person and week. */
function fallsOf(baseline: readonly WeekLine[], current: readonly WeekLine[]) {
  const [before, now] = [countsOf(baseline), countsOf(current)];
  const basic = before.basic / before.exposure - now.basic / now.exposure;
  return { basic, all: basic + before.other / before.exposure - now.other / now.exposure };
}

/** Upper limit of the rise of a share of the questions asked in the portal; weeks counted elsewhere know none. */
function riseOf(
  baseline: readonly WeekLine[],
  current: readonly WeekLine[],
  part: (line: WeeklyFact) => number,
): number | null {
  const share = (lines: readonly WeekLine[]) => ({
    successes: sumOf(lines, part),
    trials: sumOf(lines, ({ asked }) => asked),
  });
  return orNull(() => newcombeInterval(share(current), share(baseline)).high);
}

async function silentRise(ctx: Context, { lines, goal, journeys, leftOut, last }: Judged): Promise<number | null> {
  if (counted(lines, "baseline").length === 0) return null;
  const before = await journeyFigures(ctx, goal.baseline, leftOut, last);
  const share = ({ counts, bounds }: JourneyFigures) => (bounds ? counts.silent / bounds.journeys : null);
  const [earlier, now] = [share(before), share(journeys)];
  return earlier === null || now === null ? null : now - earlier;
}

async function spikeZ(ctx: Context, goal: GoalInUse, baseline: readonly WeekLine[], { headline }: Measured) {
  const { from } = goal.baseline;
  const before = await factsBetween(ctx.db, shiftWeek(from, -BEFORE_THE_BASELINE), shiftWeek(from, -1));
  if (before.length < FEWEST || baseline.length === 0) return null;
  return orNull(() => baselineSpike(totalsOf(windowFrom(baseline)), totalsOf(windowFrom(before)), headline?.phi).z);
}

/** Against the same weeks of the year before instead of the baseline. */
async function lastYear(ctx: Context, current: readonly WeekLine[], { headline }: Measured): Promise<number | null> {
  const weeks = new Set(current.map(({ week }) => shiftWeek(week, -YEAR)));
  const [first, last] = [[...weeks][0], [...weeks].at(-1)];
  if (!first || !last || !headline) return null;
  const facts = (await factsBetween(ctx.db, first, last)).filter(({ week }) => weeks.has(week));
  if (facts.length < FEWEST) return null;
  const then = orNull(() => reductionOf({ baseline: windowFrom(facts), current: windowFrom(current) }));
  return then !== null && Number.isFinite(then) ? Math.abs(then - headline.reduction) : null;
}

async function fallOfFive(ctx: Context, baseline: readonly WeekLine[], current: readonly WeekLine[]) {
  const names = (lines: readonly WeekLine[]) => lines.map(({ week }) => week);
  const askers = await askerTotals(ctx.db, { baseline: names(baseline), current: names(current) });
  const falls = askers.map(({ y_b, y_c }) => y_b / baseline.length - y_c / current.length);
  return falls.length === 0 ? null : orNull(() => concentration(falls, FIVE));
}

/** Every version after the first. */
async function editsAfterLock(ctx: Context): Promise<number> {
  return (await goalVersions(ctx.db)).length - 1;
}
