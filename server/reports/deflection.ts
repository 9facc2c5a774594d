import { bothDenominators } from "#server/measure/denominators.ts";
import { figureOrReason } from "#server/measure/figures.ts";
import { type Headline, headline } from "#server/measure/headline.ts";
import { sensitivityOf } from "#server/measure/sensitivity.ts";
import { GATE, type Verdict } from "#server/measure/verdict.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Week, weekCalendar } from "#server/platform/weeks.ts";
import { chosenGoal, type GoalInUse } from "./goal-in-use.ts";
import { lockedWeeks } from "./goal-store.ts";
import { leftOut, listNotes, type Note } from "./notes.ts";
import { datesOf, lastFullWeek, monthsOf, type Period, type PeriodAsked, readPeriod } from "./period.ts";
import { type RollingWeek, rollingReductions } from "./rolling.ts";
import { counted, outsideBaseline, type WeekLine, weekLines, windowFrom, withActive } from "./series.ts";
import { factsBetween } from "./weekly-store.ts";
import { goalSentence, headlineSentence } from "./wording.ts";

export type DeflectionReport = {
  organisation: string;
  timeZone: string;
  asOf: string;
  period: Period & { dates: string };
  /** Null until anything is known of a week. */
  goal: GoalInUse | null;
  verdict: Verdict;
  sentence: string;
  /** The figure that is printed; null while there is none, and `missing` says why. */
  headline: Headline | null;
  denominator: "eligible" | "active";
  eligible: Headline | null;
  active: Headline | null;
  sensitivity: ReturnType<typeof sensitivityOf> | null;
  missing: string[];
  gate: { baselineWeeks: number; currentWeeks: number; baselineTickets: number; needed: typeof GATE };
  weeks: WeekLine[];
  rolling: RollingWeek[];
  notes: Note[];
};

/** Everything the page, the files and the command line say of deflection, from prepared weeks alone. */
export async function deflectionReport(ctx: Context, asked: PeriodAsked = {}): Promise<DeflectionReport> {
  const { organisation, timeZone } = await readSettings(ctx);
  const calendar = weekCalendar(timeZone);
  const last = lastFullWeek(calendar, ctx.clock.now());
  const goal = await chosenGoal(ctx, calendar, last);
  const notes = await listNotes(ctx);
  const period = readPeriod(asked, last, goal?.baseline.to ?? null);
  const about = {
    organisation,
    timeZone,
    asOf: new Date(ctx.clock.now()).toISOString(),
    goal,
    notes,
  };
  if (!goal) return { ...about, ...NOTHING, period: { ...period, dates: datesOf(period) } };
  const current = outsideBaseline(period, goal.baseline);
  const first = [goal.baseline.from, current.from].sort()[0] as Week;
  const facts = await factsBetween(ctx.db, first, current.to < last ? current.to : last);
  const locked = goal.version === 0 ? [] : await lockedWeeks(ctx.db, goal.version);
  const lines = weekLines(facts, locked, { baseline: goal.baseline, current }, leftOut(notes));
  return { ...about, period: { ...current, dates: datesOf(current) }, ...figuresOf(lines, goal, current) };
}

const NOTHING = {
  verdict: "not enough data",
  sentence: "Not enough data yet: no week is counted.",
  headline: null,
  denominator: "eligible",
  eligible: null,
  active: null,
  sensitivity: null,
  missing: ["No week is counted yet."],
  gate: { baselineWeeks: 0, currentWeeks: 0, baselineTickets: 0, needed: GATE },
  weeks: [],
  rolling: [],
} satisfies Partial<DeflectionReport>;

function figuresOf(lines: WeekLine[], goal: GoalInUse, current: Period) {
  const windows = { baseline: windowFrom(counted(lines, "baseline")), current: windowFrom(counted(lines, "current")) };
  const gate = {
    baselineWeeks: windows.baseline.tickets.length,
    currentWeeks: windows.current.tickets.length,
    baselineTickets: windows.baseline.tickets.reduce((sum, tickets) => sum + tickets, 0),
    needed: GATE,
  };
  const measured = figureOrReason(() => measure(lines, goal));
  const common = { gate, weeks: lines, rolling: rollingReductions(lines, goal.target) };
  if (!measured.ok) {
    const missing = [measured.reason];
    return { ...NOTHING, ...common, missing, sentence: gateSentence(gate) };
  }
  const { printed, verdict, ...figures } = measured.figure;
  const sentence =
    verdict === "not enough data"
      ? gateSentence(gate)
      : `${headlineSentence(printed, monthsOf(goal.baseline, current.to))} ${goalSentence(goal.target, verdict, [])}`;
  const sensitivity = sensitivityOf(windows, printed.level);
  return { ...common, ...figures, verdict, sentence, sensitivity, headline: printed, missing: printed.notes };
}

/** F1 to F4, and F6 where it is known who was active; the goal may have asked for active people from the start. */
function measure(lines: readonly WeekLine[], goal: GoalInUse) {
  const [baseline, current] = [counted(lines, "baseline"), counted(lines, "current")];
  const before = withActive(baseline);
  const now = withActive(current);
  if (before && now && before.tickets.length > 0 && now.tickets.length > 0) {
    const both = bothDenominators({ baseline: before, current: now, goal: goal.target });
    const { eligible, active, verdict } = both;
    if (goal.denominator === "active")
      return { printed: active, verdict, denominator: "active" as const, eligible, active };
    return { printed: both.headline, verdict, denominator: both.denominator, eligible, active };
  }
  const eligible = headline({ baseline: windowFrom(baseline), current: windowFrom(current), goal: goal.target });
  return { printed: eligible, verdict: eligible.verdict, denominator: "eligible" as const, eligible, active: null };
}

/** "Not enough data yet: 3 of 8 baseline weeks." The first thing that is missing. */
export function gateSentence({
  baselineWeeks,
  currentWeeks,
  baselineTickets,
  needed,
}: DeflectionReport["gate"]): string {
  const parts: [number, number, string][] = [
    [baselineWeeks, needed.baselineWeeks, "baseline weeks"],
    [currentWeeks, needed.currentWeeks, "current weeks"],
    [baselineTickets, needed.baselineTickets, "baseline questions"],
  ];
  const short = parts.find(([there, wanted]) => there < wanted);
  return short ? `Not enough data yet: ${short[0]} of ${short[1]} ${short[2]}.` : "Not enough data yet.";
}
