import type { Option } from "#server/http/fields.ts";
import { mondayOf } from "#server/platform/weeks.ts";
import type { DeflectionReport } from "./deflection.ts";
import { firstDay } from "./period.ts";

export type NoteRow = {
  id: number;
  week: string;
  sentence: string;
  isLeftOut: boolean;
  by: string;
  at: number;
  isWithdrawn: boolean;
};
export type WeekRow = {
  week: string;
  starts: string;
  window: string;
  basic: number;
  other: number;
  unlabelled: number;
  guessed: number;
  corrected: number;
  elsewhere: number;
  people: number;
  active: string;
  per100: string;
  leftOut: string;
};

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
export const dayOf = (date: string) => DAY.format(Date.parse(`${date}T00:00:00Z`));

const WINDOWS = { baseline: "Baseline", current: "Period", between: "Between" } as const;

export function weekRow(line: DeflectionReport["weeks"][number]): WeekRow {
  const { week, startsOn, basic, other, unlabelled, guessed, corrected, elsewhere, exposure, active, per100, leftOut } =
    line;
  return {
    week,
    starts: dayOf(startsOn),
    window: `${WINDOWS[line.window]}${line.isLocked ? ", locked" : ""}`,
    basic,
    other,
    unlabelled,
    guessed,
    corrected,
    elsewhere,
    people: exposure,
    active: active === null ? "not known" : String(active),
    per100: per100.toFixed(1),
    leftOut: leftOut ?? "",
  };
}

export function noteRow(note: DeflectionReport["notes"][number]): NoteRow {
  const { id, week, sentence, isLeftOut, madeBy, madeAt, withdrawnAt } = note;
  const starts = dayOf(firstDay(week));
  return {
    id,
    week: `Week of ${starts}`,
    sentence,
    isLeftOut,
    by: madeBy ?? "Import",
    at: madeAt,
    isWithdrawn: withdrawnAt !== null,
  };
}

/** Newest first: what one writes about has mostly just happened. */
export function weekOptions({ weeks }: DeflectionReport): Option[] {
  return weeks.map(({ week }) => ({ value: week, label: `Week of ${DAY.format(mondayOf(week))}` })).reverse();
}
