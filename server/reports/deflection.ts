import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Week, weekCalendar } from "#server/platform/weeks.ts";
import type { Adjusted } from "./adjusting.ts";
import { definitionBreaks } from "./breaks.ts";
import type { Elsewhere } from "./elsewhere.ts";
import type { Experimental } from "./experimental.ts";
import { figuresOf, NO_FIGURES } from "./figuring.ts";
import type { Outlook } from "./forecasting.ts";
import { chosenGoal, type GoalInUse, pastOf } from "./goal-in-use.ts";
import { type JourneyFigures, journeyFigures } from "./journey-figures.ts";
import type { LabelEffects } from "./label-effects.ts";
import type { Measured } from "./measuring.ts";
import { leftOut, listNotes, type Note } from "./notes.ts";
import { datesOf, lastFullWeek, type Period, type PeriodAsked, readPeriod } from "./period.ts";
import type { Sampled } from "./sampled-figure.ts";
import { outsideBaseline, type WeekLine } from "./series.ts";
import { type Spared, sparedBy } from "./spared.ts";
import type { Trust } from "./trust.ts";
import { type Wedge, wedgeOf } from "./wedge.ts";

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
  /** What avoided questions would have cost; null unless a lot shows any. */
  spared: Spared | null;
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
  const settings = await readSettings(ctx);
  const { organisation, timeZone } = settings;
  const calendar = weekCalendar(timeZone);
  const last = lastFullWeek(calendar, ctx.clock.now());
  const goal = await chosenGoal(ctx, calendar, last);
  const notes = await listNotes(ctx);
  const reasons = leftOut(notes);
  const past = pastOf(goal);
  const wanted = readPeriod(asked, last, past?.to ?? null);
  const current = past ? outsideBaseline(wanted, past) : wanted;
  const journeys = await journeyFigures(ctx, current, [...reasons.keys()], last);
  const around = { calendar, last, reasons, current, journeys };
  const figures = goal ? await figuresOf(ctx, goal, around) : NO_FIGURES;
  const wedge = await wedgeOf(ctx, calendar, last, reasons);
  return {
    organisation,
    timeZone,
    asOf: new Date(ctx.clock.now()).toISOString(),
    asOfWeek: last,
    period: { ...current, dates: datesOf(current) },
    ...figures,
    wedge,
    spared: sparedBy(figures.experiment, wedge, settings),
    journeys,
    notes: [...notes, ...(await definitionBreaks(ctx, calendar))].sort((one, other) => one.madeAt - other.madeAt),
  };
}
