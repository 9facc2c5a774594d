import type { DeflectionReport } from "./deflection.ts";
import { csv } from "./export.ts";

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

/** The weeks behind the figure. */
export function deflectionCsv({ weeks, expectedPer100 }: DeflectionReport): string {
  return csv(
    HEAD,
    weeks.map((line) => [
      line.week,
      line.startsOn,
      line.window,
      line.basic,
      line.other,
      line.unlabelled,
      line.exposure,
      line.active,
      rounded(line.per100),
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
