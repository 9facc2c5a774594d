import { growth } from "#server/measure/check-figures.ts";
import { figureOrReason } from "#server/measure/figures.ts";
import type { Headline } from "#server/measure/headline.ts";
import type { Context } from "#server/platform/context.ts";
import type { Definition } from "./definitions.ts";
import {
  FEWEST_ANSWERS,
  NOTHING_SURVEYED,
  type Surveyed,
  type SurveyedWindow,
  surveyedElsewhere,
} from "./elsewhere-survey.ts";
import type { GoalInUse } from "./goal-in-use.ts";
import { figureFor } from "./measuring.ts";
import { counted, type WeekLine } from "./series.ts";
import { percent, rangeOf } from "./wording.ts";

/** What was answered in chat or in the hall, as it was recorded with one click, and as a sample of people remembers it. */
export type Elsewhere = {
  baseline: number;
  current: number;
  survey: Surveyed;
  /** How much it grew per week; null while nothing is known of it in the baseline. */
  growth: number | null;
  /** Whether the growth is one of records and survey together, or of records alone. */
  isSurveyed: boolean;
  /** The figure there would be if all of it had been asked here. Null while nothing was recorded. */
  ifAskedHere: Headline | null;
};

export const NOTHING_ELSEWHERE: Elsewhere = {
  baseline: 0,
  current: 0,
  survey: { baseline: NOTHING_SURVEYED, current: NOTHING_SURVEYED },
  growth: null,
  isSurveyed: false,
  ifAskedHere: null,
};

export async function elsewhereOf(ctx: Context, lines: readonly WeekLine[], goal: GoalInUse): Promise<Elsewhere> {
  const survey = await surveyedElsewhere(ctx, lines);
  const [before, now] = [recorded(lines, "baseline"), recorded(lines, "current")];
  const isSurveyed = survey.baseline.perWeek !== null && survey.current.perWeek !== null;
  const grown = figureOrReason(() =>
    isSurveyed ? growth(withSurvey(before, survey.baseline), withSurvey(now, survey.current)) : growth(before, now),
  );
  const told = { baseline: before.count, current: now.count, survey, isSurveyed };
  return { ...told, growth: grown.ok ? grown.figure : null, ifAskedHere: ifAskedHere(lines, goal) };
}

type Recorded = { count: number; weeks: number };

function recorded(lines: readonly WeekLine[], window: "baseline" | "current"): Recorded {
  const weeks = counted(lines, window);
  return { count: weeks.reduce((sum, { elsewhere }) => sum + elsewhere, 0), weeks: weeks.length };
}

/** People are asked to leave out what support answered, which is what was recorded: so the two add up. */
const withSurvey = ({ count, weeks }: Recorded, { perWeek }: SurveyedWindow): Recorded => ({
  count: count + (perWeek?.estimate ?? 0) * weeks,
  weeks,
});

function ifAskedHere(lines: readonly WeekLine[], goal: GoalInUse): Headline | null {
  if (lines.every(({ elsewhere }) => elsewhere === 0)) return null;
  const asked = lines.map((line) => ({ ...line, basic: line.basic + line.elsewhere }));
  const found = figureOrReason(() => figureFor(asked, goal));
  return found.ok ? found.figure.printed : null;
}

const MEANING = [
  "Basic questions that were answered in chat or in the hall, recorded with one click by those who answer, by the same definition and one need once. They are no part of the figure; they show whether questions went away or only moved.",
  "What nobody records is asked for: each month one in ten people gets one question by mail, whether and how often they asked anybody outside the portal in the seven days before, leaving out what support answered. Whoever opted out is not asked, and nobody is asked more than once in thirty days, whatever the question. The share who asked, with Wilson's limits, times how many questions they asked, times the people of a week, is added to the records.",
  "The check takes both together from twenty answers on each side on, and the records alone before that. It warns when they grew by a quarter and fails from a half.",
];

export function elsewhereDefinition({ elsewhere }: { elsewhere: Elsewhere }): Definition {
  const { baseline, current, growth, isSurveyed, survey, ifAskedHere } = elsewhere;
  const of = isSurveyed ? "records and survey" : "records alone";
  return {
    id: "elsewhere",
    name: "Answered elsewhere",
    value: "",
    meaning: MEANING,
    inputs: [
      ["Recorded", `${baseline} in the baseline, ${current} in the period`],
      ["By the survey in the baseline", surveyed(survey.baseline)],
      ["By the survey in the period", surveyed(survey.current)],
      [`Growth per week, ${of}`, growth === null ? "nothing is known of the baseline" : percent(growth)],
      [
        "Figure if all that was recorded had been asked here",
        ifAskedHere ? `${percent(ifAskedHere.reduction)}, range ${rangeOf(ifAskedHere)}` : "the same",
      ],
    ],
  };
}

function surveyed({ asked, answers, perWeek, rate }: SurveyedWindow): string {
  const few = "fewer than three";
  const of = `${answers ?? few} answers of ${asked ?? few} who were asked`;
  if (!perWeek || !rate) return `${of}; an estimate needs ${FEWEST_ANSWERS}`;
  const { estimate, low, high } = perWeek;
  const asking = `${of}, ${percent(rate.asking.share)} of them had asked elsewhere (${rangeOf(rate.asking)})`;
  return `${asking}: about ${estimate.toFixed(1)} questions a week, ${low.toFixed(1)} to ${high.toFixed(1)}`;
}
