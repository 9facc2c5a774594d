import { figureOrReason } from "#server/measure/figures.ts";
import { type Forecast, forecast } from "#server/measure/forecast.ts";
import { mondayOf, shiftWeek, type Week } from "#server/platform/weeks.ts";
import type { GoalInUse } from "./goal-in-use.ts";
import type { Measured } from "./measuring.ts";
import { type WeekLine, windowFrom } from "./series.ts";

export type Outlook = Forecast & {
  sentence: string;
  /** Weeks since the baseline that went into the trend. */
  weeks: number;
};

const ENOUGH = 6;
/** Further ahead than this no trend of some weeks says anything. */
const LONGEST = 156;

/** F27: when the trend since the baseline meets the goal. Never one date alone. */
export function outlookOf(lines: readonly WeekLine[], goal: GoalInUse, { headline }: Measured): Outlook | null {
  const since = lines.filter(({ week, leftOut }) => week > goal.baseline.to && leftOut === null);
  const last = since.at(-1);
  if (!headline || !last || since.length < ENOUGH) return null;
  const { tickets, exposure } = headline.totals.baseline;
  const found = figureOrReason(() =>
    forecast({
      since: windowFrom(since),
      baseline: { tickets, exposure },
      // The draw of a sample adds to the variance of the baseline as more ups and downs of its weeks would.
      baselinePhi: headline.phi + goal.drawVariance * tickets,
      goal: goal.target,
    }),
  );
  if (!found.ok) return null;
  return { ...found.figure, weeks: since.length, sentence: sentenceFor(found.figure, last.week, since.length) };
}

function sentenceFor({ statement, low, high, warnings }: Forecast, last: Week, weeks: number): string {
  if (statement === "not falling, no date") return "The rate is not falling since the baseline, so no date is given.";
  if (statement === "slope not established, no date")
    return "Whether the rate falls from week to week is not established, so no date is given.";
  if (statement === "trend already at the goal") return "The trend is at the goal already.";
  if (low === null || high === null) return "";
  if (high - weeks > LONGEST) return `At the present pace the goal falls after ${dayOf(low, last, weeks)}, if at all.`;
  const caution = warnings.length > 0 ? " That is further ahead than the weeks observed so far can carry." : "";
  return `At the present pace the goal falls between ${dayOf(low, last, weeks)} and ${dayOf(high, last, weeks)}.${caution}`;
}

const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** The Monday of a week counted from the baseline's end, as the trend counts them. */
const dayOf = (week: number, last: Week, weeks: number) =>
  DATE.format(mondayOf(shiftWeek(last, Math.max(1, Math.ceil(week) - weeks))));
