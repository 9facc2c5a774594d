import type { DeflectionReport } from "./deflection.ts";
import { csv } from "./export.ts";
import { ladderOf } from "./ladder.ts";

const HEAD = [
  "rung",
  "figure",
  "range_or_unit",
  "says",
  "questions_avoided_low",
  "questions_avoided_high",
  "minutes_least",
  "minutes_most",
  "hours_spared_low",
  "hours_spared_high",
];

/** The ladder of evidence; avoided questions and hours stand with the rung that shows them. */
export function ladderCsv(report: DeflectionReport): string {
  const { avoided, minutes, hours } = report.spared ?? {};
  const spared = [avoided?.low, avoided?.high].map((value) => (value === undefined ? null : Number(value.toFixed(1))));
  const costs = [...spared, minutes?.least ?? null, minutes?.most ?? null, hours?.low ?? null, hours?.high ?? null];
  return csv(
    HEAD,
    ladderOf(report).map(({ name, figure, aside, words, beneath }) => [
      ...[name, figure, aside, words],
      ...(beneath === null ? costs.map(() => null) : costs),
    ]),
  );
}
