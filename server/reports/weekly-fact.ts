import { WEEK } from "#server/platform/clock.ts";
import type { Week } from "#server/platform/weeks.ts";

/** One week of the whole organisation: everything the headline needs. */
export type WeeklyFact = {
  week: Week;
  /** Basic questions, duplicates of one need counted once. */
  basic: number;
  other: number;
  /** Nobody has said yet what kind of question it was. */
  unlabelled: number;
  /** People who could have asked. */
  exposure: number;
  /** Of those, who did anything in the 28 days up to the end of the week. Null before the portal knew. */
  active: number | null;
};

export type Asked = {
  personId: number;
  category: string | null;
  at: number;
  label: "basic" | "basic-uncovered" | "not-basic" | null;
  team: string | null;
};

/** Within so long after a counted question the same person asking in the same category asks for the same need. */
export const SAME_NEED = WEEK;

/** How many weeks one looks back to know which question of a row of them was the counted one. */
export const LOOK_BACK = 4;

/** What was asked from `from` on. `asked` begins `LOOK_BACK` weeks earlier, oldest first. */
export function countQuestions(asked: readonly Asked[], from: number) {
  const inside = asked.filter(({ at }) => at >= from);
  const basic = withoutDuplicates(asked).filter(({ at }) => at >= from).length;
  return {
    basic,
    other: inside.filter(({ label }) => label === "not-basic").length,
    unlabelled: inside.filter(({ label }) => label === null).length,
  };
}

/** Of the basic ones, those that are not the same need as one counted before them. */
export function withoutDuplicates(asked: readonly Asked[]): Asked[] {
  const counted = new Map<string, number>();
  return asked.filter(({ personId, category, at, label }) => {
    if (label === null || label === "not-basic") return false;
    const need = `${personId} ${category ?? ""}`;
    const before = counted.get(need);
    if (before !== undefined && at - before <= SAME_NEED) return false;
    counted.set(need, at);
    return true;
  });
}
