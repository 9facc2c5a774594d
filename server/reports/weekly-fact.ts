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
  /** All questions asked in the portal; of those, by people who had asked in the seven days before; and reopened later. */
  asked: number;
  asked_again: number;
  reopened: number;
};

export type TeamFact = { week: Week; team: string; basic: number; exposure: number };
export type AskerFact = { week: Week; person_id: number; basic: number };

/** People without a team are one group of their own. */
export const NO_TEAM = "";

export type Asked = {
  personId: number;
  category: string | null;
  at: number;
  label: "basic" | "basic-uncovered" | "not-basic" | null;
  team: string | null;
  isReopened: boolean;
};

/** Within so long after a counted question the same person asking in the same category asks for the same need. */
export const SAME_NEED = WEEK;

/** How many weeks one looks back to know which question of a row of them was the counted one. */
export const LOOK_BACK = 4;

/** What was asked from `from` on. `asked` begins `LOOK_BACK` weeks earlier, oldest first. */
export function countQuestions(asked: readonly Asked[], from: number) {
  const inside = asked.filter(({ at }) => at >= from);
  const basic = withoutDuplicates(asked).filter(({ at }) => at >= from);
  return {
    basic,
    asked: inside.length,
    asked_again: askedAgain(asked).filter(({ at }) => at >= from).length,
    reopened: inside.filter(({ isReopened }) => isReopened).length,
    other: inside.filter(({ label }) => label === "not-basic").length,
    unlabelled: inside.filter(({ label }) => label === null).length,
  };
}

/** Those whose person had asked before, seven days ago at most. `asked` is in the order of time. */
function askedAgain(asked: readonly Asked[]): Asked[] {
  const last = new Map<number, number>();
  return asked.filter(({ personId, at }) => {
    const before = last.get(personId);
    last.set(personId, at);
    return before !== undefined && at - before <= SAME_NEED;
  });
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

export function teamFacts(week: Week, teams: ReadonlyMap<string, number>, basic: readonly Asked[]): TeamFact[] {
  return [...teams].map(([team, exposure]) => ({
    week,
    team,
    basic: basic.filter((one) => (one.team ?? NO_TEAM) === team).length,
    exposure,
  }));
}

export function askerFacts(week: Week, basic: readonly Asked[]): AskerFact[] {
  const byPerson = Map.groupBy(basic, ({ personId }) => personId);
  return [...byPerson].map(([person_id, questions]) => ({ week, person_id, basic: questions.length }));
}
