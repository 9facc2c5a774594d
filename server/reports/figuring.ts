import type { Context } from "#server/platform/context.ts";
import type { Week, WeekCalendar } from "#server/platform/weeks.ts";
import { adjust, NOT_ADJUSTED } from "./adjusting.ts";
import type { DeflectionReport } from "./deflection.ts";
import { elsewhereOf, NOTHING_ELSEWHERE } from "./elsewhere.ts";
import { experimentalOf } from "./experimental.ts";
import { outlookOf } from "./forecasting.ts";
import type { GoalInUse } from "./goal-in-use.ts";
import { lockedWeeks } from "./goal-store.ts";
import type { JourneyFigures } from "./journey-figures.ts";
import { labelEffects, NO_LABEL_EFFECTS } from "./label-effects.ts";
import { type GatePart, type Measured, measured, NOTHING_MEASURED, wholeSentence } from "./measuring.ts";
import type { Period } from "./period.ts";
import { drawVariance, sampledFigure, sampledLines, sampleOf } from "./sampled-figure.ts";
import { type WeekLine, weekLines } from "./series.ts";
import { judgeTrust, NO_TRUST } from "./trust.ts";
import { wedgeMeasured } from "./wedge-measuring.ts";
import { factsBetween } from "./weekly-store.ts";

/** What depends on the goal. */
export type Figures = Measured &
  Pick<DeflectionReport, "goal" | "adjusted" | "outlook" | "experiment" | "trust" | "labels" | "elsewhere"> &
  Pick<DeflectionReport, "sample" | "weeks">;

export const NO_FIGURES: Figures = {
  ...NOTHING_MEASURED,
  goal: null,
  adjusted: NOT_ADJUSTED,
  outlook: null,
  experiment: null,
  trust: NO_TRUST,
  labels: NO_LABEL_EFFECTS,
  elsewhere: NOTHING_ELSEWHERE,
  sample: null,
  weeks: [],
};

export type Around = {
  calendar: WeekCalendar;
  last: Week;
  reasons: ReadonlyMap<Week, string>;
  current: Period;
  journeys: JourneyFigures;
};

/** The figure against what the goal is compared with, and all that stands around it. */
export async function figuresOf(ctx: Context, goal: GoalInUse, around: Around): Promise<Figures> {
  const weeks = await linesFor(ctx, goal, around);
  if (goal.basis === "wedge") return wedgeFigures(ctx, goal, around, weeks);
  const sample = await sampleOf(ctx, around.calendar, goal, outOf(goal, around, weeks));
  if (!sample || goal.basis !== "sample") {
    const figures = await countedFigures(ctx, goal, around, weeks);
    const phi = figures.headline?.phi ?? 1;
    return { ...figures, sample: sample && sampledFigure(goal, weeks, sample.count, phi) };
  }
  const { count } = sample;
  const toLabel: GatePart = {
    label: "Drawn questions of the baseline that are labelled",
    short: "drawn questions of the baseline are labelled",
    ...{ there: count.sampled, needed: count.drawn },
  };
  const estimated = count.sampled === 0 ? weeks : sampledLines(weeks, sample, around.reasons);
  const drawn = { ...goal, drawVariance: drawVariance(count) };
  const figures = await countedFigures(ctx, drawn, around, estimated, [toLabel]);
  const isWhole = count.sampled >= count.drawn;
  return {
    ...figures,
    weeks: isWhole ? estimated : weeks,
    sample: isWhole ? sampledFigure(goal, estimated, count, figures.headline?.phi ?? 1) : null,
  };
}

/** A sealed sample waits for nobody's labels, so of its weeks none is left out for want of them. */
const outOf = ({ basis }: GoalInUse, { reasons }: Around, weeks: readonly WeekLine[]): ReadonlySet<Week> =>
  basis === "sample"
    ? new Set(reasons.keys())
    : new Set(weeks.filter(({ leftOut }) => leftOut !== null).map(({ week }) => week));

async function countedFigures(
  ctx: Context,
  goal: GoalInUse,
  around: Around,
  weeks: WeekLine[],
  before: readonly GatePart[] = [],
): Promise<Figures> {
  const figures = measured(weeks, goal, around.current, before);
  if (!figures.headline) return { ...NO_FIGURES, goal, ...figures, weeks };
  const adjusted = await adjust(ctx, weeks, figures, goal);
  const experiment = await experimentalOf(ctx, around.calendar, figures);
  const outlook = outlookOf(weeks, goal, figures);
  const labels = await labelEffects(ctx, weeks, goal);
  return { ...(await judged(ctx, goal, around, weeks, { figures, adjusted, experiment })), outlook, labels };
}

/** There is no past: what compares weeks before with weeks after says nothing here. */
async function wedgeFigures(ctx: Context, goal: GoalInUse, around: Around, weeks: WeekLine[]): Promise<Figures> {
  const figures = await wedgeMeasured(ctx, goal, around, weeks);
  if (!figures.headline) return { ...NO_FIGURES, goal, ...figures, weeks };
  const experiment = await experimentalOf(ctx, around.calendar, { ...figures, headline: null });
  const found = await judged(ctx, goal, around, weeks, { figures, adjusted: NOT_ADJUSTED, experiment });
  return { ...found, elsewhere: { ...found.elsewhere, ifAskedHere: null } };
}

type Found = { figures: Measured } & Pick<Figures, "adjusted" | "experiment">;

async function judged(
  ctx: Context,
  goal: GoalInUse,
  { last, reasons, journeys }: Around,
  weeks: WeekLine[],
  { figures, adjusted, experiment }: Found,
): Promise<Figures> {
  const elsewhere = await elsewhereOf(ctx, weeks, goal);
  const leftOut = [...reasons.keys()];
  const judged = { elsewhere, experiment, lines: weeks, goal, measured: figures, adjusted, journeys, last, leftOut };
  const trust = await judgeTrust(ctx, judged);
  const sentence = wholeSentence(figures, goal, trust);
  return { ...NO_FIGURES, goal, ...figures, sentence, adjusted, experiment, trust, elsewhere, weeks };
}

/** From the baseline or the period, whichever begins first, to the last full week of the period. */
async function linesFor(ctx: Context, goal: GoalInUse, { current, last, reasons }: Around): Promise<WeekLine[]> {
  const first = goal.baseline.from < current.from ? goal.baseline.from : current.from;
  const facts = await factsBetween(ctx.db, first, current.to < last ? current.to : last);
  const locked = goal.version === 0 ? [] : await lockedWeeks(ctx.db, goal.version);
  return weekLines(facts, locked, { baseline: goal.baseline, current }, { leftOut: reasons, last });
}
