import { growth } from "#server/measure/check-figures.ts";
import { figureOrReason } from "#server/measure/figures.ts";
import type { Headline } from "#server/measure/headline.ts";
import type { Definition } from "./definitions.ts";
import type { GoalInUse } from "./goal-in-use.ts";
import { figureFor } from "./measuring.ts";
import { counted, type WeekLine } from "./series.ts";
import { percent, rangeOf } from "./wording.ts";

/** What was answered in chat or in the hall, as it was recorded with one click. */
export type Elsewhere = {
  baseline: number;
  current: number;
  /** How much it grew per week; null while nothing was recorded in the baseline. */
  growth: number | null;
  /** The figure there would be if all of it had been asked here. Null while nothing was recorded. */
  ifAskedHere: Headline | null;
};

export const NOTHING_ELSEWHERE: Elsewhere = { baseline: 0, current: 0, growth: null, ifAskedHere: null };

export function elsewhereOf(lines: readonly WeekLine[], goal: GoalInUse): Elsewhere {
  const of = (window: "baseline" | "current") => {
    const weeks = counted(lines, window);
    return { count: weeks.reduce((sum, { elsewhere }) => sum + elsewhere, 0), weeks: weeks.length };
  };
  const [before, now] = [of("baseline"), of("current")];
  if (before.count + now.count === 0) return NOTHING_ELSEWHERE;
  const grown = figureOrReason(() => growth(before, now));
  const asked = lines.map((line) => ({ ...line, basic: line.basic + line.elsewhere }));
  const found = figureOrReason(() => figureFor(asked, goal));
  return {
    baseline: before.count,
    current: now.count,
    growth: grown.ok ? grown.figure : null,
    ifAskedHere: found.ok ? found.figure.printed : null,
  };
}

export function elsewhereDefinition({ elsewhere }: { elsewhere: Elsewhere }): Definition {
  const { baseline, current, growth, ifAskedHere } = elsewhere;
  return {
    id: "elsewhere",
    name: "Answered elsewhere",
    value: "",
    meaning: [
      "Basic questions that were answered in chat or in the hall, recorded with one click by those who answer, by the same definition and one need once. They are no part of the figure; they show whether questions went away or only moved. What nobody records is not seen here: the growth is one of records, and warns from a quarter on.",
    ],
    inputs: [
      ["Recorded", `${baseline} in the baseline, ${current} in the period`],
      ["Growth per week", growth === null ? "nothing was recorded in the baseline" : percent(growth)],
      [
        "Figure if all had been asked here",
        ifAskedHere ? `${percent(ifAskedHere.reduction)}, range ${rangeOf(ifAskedHere)}` : "the same",
      ],
    ],
  };
}
