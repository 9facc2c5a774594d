import { shiftWeek, type Week, weeksBetween } from "#server/platform/weeks.ts";
import type { DeflectionReport } from "./deflection.ts";
import { pastOf } from "./goal-in-use.ts";
import { datesOf } from "./period.ts";

export type PeriodChoice = { label: string; dates: string; href: string; isCurrent: boolean };

/** The usual stretches, as far as they lie after the baseline. */
export function periodChoices({ goal, period, asOfWeek }: DeflectionReport): PeriodChoice[] {
  const last = asOfWeek;
  const past = pastOf(goal);
  const first = past ? shiftWeek(past.to, 1) : shiftWeek(last, -12);
  if (first > last) return [];
  const weeks = weeksBetween(first, last).length;
  const stretches: [string, number][] = [
    ["Last 4 weeks", 4],
    ["Last 13 weeks", 13],
    ["Last 26 weeks", 26],
    ["Last 52 weeks", 52],
  ];
  const choices: [string, Week][] = stretches
    .filter(([, long]) => long < weeks)
    .map(([label, long]) => [label, shiftWeek(last, 1 - long)]);
  return [...choices, [past ? "Everything since the baseline" : "Last quarter", first] as const].map(
    ([label, from]) => ({
      label,
      dates: datesOf({ from, to: last }),
      href: `/reports/deflection?from=${from}&to=${last}`,
      isCurrent: period.from === from && period.to === last,
    }),
  );
}
