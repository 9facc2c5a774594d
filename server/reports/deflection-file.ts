import type { DeflectionReport } from "./deflection.ts";
import { csv } from "./export.ts";
import type { WeekLine } from "./series.ts";
import { hidden, isSmall, withoutSmallCells } from "./small-cells.ts";

const HEAD = [
  "week",
  "starts_on",
  "window",
  "basic",
  "other",
  "unlabelled",
  "people",
  "active_people",
  "basic_per_100",
  "expected_per_100",
  "left_out_because",
  "corrected_labels",
  "basic_with_corrections",
  "worked_out_labels",
  "basic_by_given_labels",
  "answered_elsewhere",
];

/**
 * What programs get. Of one or two people nothing is told; questions are counted one by one, for whoever may see the
 * report may open each of them.
 */
export const deflectionJson = ({ weeks, journeys, ...report }: DeflectionReport) => ({
  ...report,
  weeks: weeks.map(withoutFewPeople),
  journeys: withoutSmallCells(journeys),
});

const withoutFewPeople = ({ exposure, active, per100, ...line }: WeekLine) => ({
  ...{ ...line, exposure: hidden(exposure), active: active === null ? null : hidden(active) },
  // Of a known number of questions it would say how many people there were.
  per100: isSmall(exposure) ? null : per100,
});

/** The weeks behind the figure. */
export function deflectionCsv({ weeks, expectedPer100 }: DeflectionReport): string {
  return csv(
    HEAD,
    weeks
      .map(withoutFewPeople)
      .map((line) => [
        line.week,
        line.startsOn,
        line.window,
        line.basic,
        line.other,
        line.unlabelled,
        line.exposure,
        line.active,
        line.per100 === null ? null : rounded(line.per100),
        expectedPer100 === null ? null : rounded(expectedPer100),
        line.leftOut,
        line.corrected,
        line.basic_corrected,
        line.guessed,
        line.basic_told,
        line.elsewhere,
      ]),
  );
}

const rounded = (value: number) => Math.round(value * 100) / 100;
