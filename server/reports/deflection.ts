import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Week, type WeekCalendar, weekCalendar } from "#server/platform/weeks.ts";
import { type Adjusted, adjust, NOT_ADJUSTED } from "./adjusting.ts";
import { definitionBreaks } from "./breaks.ts";
import { type Elsewhere, elsewhereOf, NOTHING_ELSEWHERE } from "./elsewhere.ts";
import { type Experimental, experimentalOf } from "./experimental.ts";
import { type Outlook, outlookOf } from "./forecasting.ts";
import { chosenGoal, type GoalInUse } from "./goal-in-use.ts";
import { lockedWeeks } from "./goal-store.ts";
import { type JourneyFigures, journeyFigures } from "./journey-figures.ts";
import { type LabelEffects, labelEffects, NO_LABEL_EFFECTS } from "./label-effects.ts";
import { type Measured, measured, NOTHING_MEASURED, wholeSentence } from "./measuring.ts";
import { leftOut, listNotes, type Note } from "./notes.ts";
import { datesOf, lastFullWeek, type Period, type PeriodAsked, readPeriod } from "./period.ts";
import { type Sampled, sampledFigure } from "./sampling.ts";
import { outsideBaseline, type WeekLine, weekLines } from "./series.ts";
import { judgeTrust, NO_TRUST, type Trust } from "./trust.ts";
import { type Wedge, wedgeOf } from "./wedge.ts";
import { factsBetween } from "./weekly-store.ts";

export type DeflectionReport = Measured & {
  organisation: string;
  timeZone: string;
  asOf: string;
  /** The last week that has ended. */
  asOfWeek: Week;
  period: Period & { dates: string };
  /** Null until anything is known of a week. */
  goal: GoalInUse | null;
  adjusted: Adjusted;
  outlook: Outlook | null;
  /** What the last experiment shows; null while none was ended. */
  experiment: Experimental | null;
  trust: Trust;
  /** What switching teams on in a drawn order shows; null where none was drawn. */
  wedge: Wedge | null;
  labels: LabelEffects;
  elsewhere: Elsewhere;
  /** F10; null unless a sample of the baseline was labelled. */
  sample: Sampled | null;
  weeks: WeekLine[];
  journeys: JourneyFigures;
  notes: Note[];
};

/** Everything the page, the files and the command line say of deflection, from prepared weeks alone. */
export async function deflectionReport(ctx: Context, asked: PeriodAsked = {}): Promise<DeflectionReport> {
  const { organisation, timeZone } = await readSettings(ctx);
  const calendar = weekCalendar(timeZone);
  const last = lastFullWeek(calendar, ctx.clock.now());
  const goal = await chosenGoal(ctx, calendar, last);
  const notes = await listNotes(ctx);
  const reasons = leftOut(notes);
  const wanted = readPeriod(asked, last, goal?.baseline.to ?? null);
  const current = goal ? outsideBaseline(wanted, goal.baseline) : wanted;
  const journeys = await journeyFigures(ctx, current, [...reasons.keys()], last);
  const figures = goal ? await figuresOf(ctx, calendar, goal, current, last, reasons, journeys) : NO_FIGURES;
  return {
    organisation,
    timeZone,
    asOf: new Date(ctx.clock.now()).toISOString(),
    asOfWeek: last,
    period: { ...current, dates: datesOf(current) },
    goal,
    ...figures,
    wedge: await wedgeOf(ctx, calendar, last, reasons),
    journeys,
    notes: [...notes, ...(await definitionBreaks(ctx, calendar))].sort((one, other) => one.madeAt - other.madeAt),
  };
}

const NO_FIGURES = {
  ...NOTHING_MEASURED,
  adjusted: NOT_ADJUSTED,
  outlook: null,
  experiment: null,
  trust: NO_TRUST,
  labels: NO_LABEL_EFFECTS,
  elsewhere: NOTHING_ELSEWHERE,
  sample: null,
  weeks: [],
};

async function figuresOf(
  ctx: Context,
  calendar: WeekCalendar,
  goal: GoalInUse,
  current: Period,
  last: Week,
  reasons: ReadonlyMap<Week, string>,
  journeys: JourneyFigures,
) {
  const weeks = await linesFor(ctx, goal, current, last, reasons);
  const figures = measured(weeks, goal, current);
  const sample = await sampledFigure(ctx, calendar, goal, weeks, figures);
  if (!figures.headline) return { ...NO_FIGURES, ...figures, sample, weeks };
  const adjusted = await adjust(ctx, weeks, figures);
  const experiment = await experimentalOf(ctx, calendar, figures);
  const elsewhere = elsewhereOf(weeks, goal);
  const judged = {
    elsewhere,
    experiment,
    lines: weeks,
    goal,
    measured: figures,
    adjusted,
    journeys,
    last,
    leftOut: [...reasons.keys()],
  };
  const trust = await judgeTrust(ctx, judged);
  const outlook = outlookOf(weeks, goal, figures);
  const labels = await labelEffects(ctx, weeks, goal);
  const sentence = wholeSentence(figures, goal, trust);
  return { ...figures, sentence, adjusted, outlook, experiment, trust, labels, elsewhere, sample, weeks };
}

/** From the baseline or the period, whichever begins first, to the last full week of the period. */
async function linesFor(
  ctx: Context,
  goal: GoalInUse,
  current: Period,
  last: Week,
  reasons: ReadonlyMap<Week, string>,
): Promise<WeekLine[]> {
  const first = goal.baseline.from < current.from ? goal.baseline.from : current.from;
  const facts = await factsBetween(ctx.db, first, current.to < last ? current.to : last);
  const locked = goal.version === 0 ? [] : await lockedWeeks(ctx.db, goal.version);
  return weekLines(facts, locked, { baseline: goal.baseline, current }, { leftOut: reasons, last });
}
