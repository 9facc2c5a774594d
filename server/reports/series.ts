import type { Window } from "#server/measure/window.ts";
import { badRequest } from "#server/platform/errors.ts";
import { shiftWeek, type Week } from "#server/platform/weeks.ts";
import type { LockedWeek } from "./goal-store.ts";
import { firstDay, type Period } from "./period.ts";
import type { WeeklyFact } from "./weekly-fact.ts";

/** A week as the report shows it. */
export type WeekLine = WeeklyFact & {
  startsOn: string;
  window: "baseline" | "current" | "between";
  /** Basic questions per 100 people. */
  per100: number;
  /** Why it is left out of every figure; null where it counts. */
  leftOut: string | null;
  isLocked: boolean;
};

/** Why weeks are left out by hand, and which is the last full week. */
export type Reasons = { leftOut: ReadonlyMap<Week, string>; last: Week };

/** Every week from the baseline to the end of the period. Locked weeks stand with the figures they were locked with. */
export function weekLines(
  facts: readonly WeeklyFact[],
  locked: readonly LockedWeek[],
  windows: { baseline: Period; current: Period },
  reasons: Reasons,
): WeekLine[] {
  const frozen = new Map(locked.map((one) => [one.week, one]));
  return facts.map((fact) => {
    const kept = frozen.get(fact.week);
    const line = kept ? asLocked(fact, kept) : fact;
    return {
      ...line,
      startsOn: firstDay(line.week),
      window: windowOf(line.week, windows),
      per100: (100 * line.basic) / line.exposure,
      leftOut: reasons.leftOut.get(line.week) ?? unjudged(line, reasons.last),
      isLocked: kept !== undefined,
    };
  });
}

/** What corrections and labels that nobody gave would change stays as far from the locked figure as it is now. */
function asLocked(fact: WeeklyFact, { basic, other, exposure, active }: LockedWeek): WeeklyFact {
  const beside = (what: number) => Math.max(0, basic + what - fact.basic);
  return {
    ...fact,
    basic,
    other,
    exposure,
    active,
    basic_corrected: beside(fact.basic_corrected),
    basic_told: beside(fact.basic_told),
  };
}

/** Labels are given for two weeks; until then a week with many questions nobody has judged would look better than it is. */
const MAY_BE_UNJUDGED = 0.1;
const LABELLED_WITHIN = 2;

export function unjudged({ week, unlabelled, asked }: WeeklyFact, last: Week): string | null {
  const isYoung = week > shiftWeek(last, -LABELLED_WITHIN);
  if (!isYoung || asked === 0 || unlabelled / asked <= MAY_BE_UNJUDGED) return null;
  return `${unlabelled} of ${asked} questions are not labelled yet`;
}

function windowOf(week: Week, { baseline, current }: { baseline: Period; current: Period }): WeekLine["window"] {
  if (week >= baseline.from && week <= baseline.to) return "baseline";
  return week >= current.from && week <= current.to ? "current" : "between";
}

export const counted = (lines: readonly WeekLine[], window: WeekLine["window"]) =>
  lines.filter((line) => line.window === window && line.leftOut === null);

export const windowFrom = (lines: readonly Pick<WeeklyFact, "basic" | "exposure">[]): Window => ({
  tickets: lines.map(({ basic }) => basic),
  exposure: lines.map(({ exposure }) => exposure),
});

/** Null where some week does not know who was active. */
export function withActive(lines: readonly WeekLine[]): (Window & { active: number[] }) | null {
  const active = lines.map((line) => line.active ?? 0);
  return active.every((people) => people > 0) ? { ...windowFrom(lines), active } : null;
}

/** A period that lies in the baseline alone has nothing to be compared with it. */
export function outsideBaseline(period: Period, baseline: Period): Period {
  const from = period.from <= baseline.to && period.from >= baseline.from ? shiftWeek(baseline.to, 1) : period.from;
  if (from > period.to) throw badRequest("This period lies in the baseline. Choose a later one.");
  return { ...period, from };
}
