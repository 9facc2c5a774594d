import { WEEK } from "#server/platform/clock.ts";
import type { Week } from "#server/platform/weeks.ts";
import { isBasic, type LabelSource } from "#server/tickets/label.ts";
import type { Label } from "#server/tickets/ticket.ts";

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
  /** Labels corrected after they froze, and the basic questions there would be with the corrections. */
  corrected: number;
  basic_corrected: number;
  /** Labels nobody gave: by rule or classifier, and of those by the classifier. Basic questions by people's labels alone. */
  guessed: number;
  guessed_by_score: number;
  basic_told: number;
  /** Basic questions answered in chat or in the hall, as those who answer recorded them. In no other number. */
  elsewhere: number;
  /** Questions brought in from another desk that the weekly counts of such a desk hold already: counted once, there. */
  twice: number;
};

export type TeamFact = { week: Week; team: string; basic: number; exposure: number };
export type AskerFact = { week: Week; person_id: number; basic: number };

/** People without a team are one group of their own. */
export const NO_TEAM = "";

export type Asked = {
  personId: number;
  category: string | null;
  at: number;
  /** As it froze; what figures count. */
  label: Label | null;
  source: LabelSource | null;
  /** What it was corrected to afterwards; the same as `label` where nobody corrected it. */
  labelNow: Label | null;
  isCorrected: boolean;
  team: string | null;
  isReopened: boolean;
  /** Brought in from another desk. */
  isBroughtIn: boolean;
};

/** Within so long after a counted question the same person asking in the same category asks for the same need. */
export const SAME_NEED = WEEK;

/** How many weeks one looks back to know which question of a row of them was the counted one. */
export const LOOK_BACK = 4;

/** What was asked from `from` on. `asked` begins `LOOK_BACK` weeks earlier, oldest first. */
export function countQuestions(asked: readonly Asked[], from: number) {
  const inside = asked.filter(({ at }) => at >= from);
  const basicBy = (label: (one: Asked) => Label | null) =>
    withoutDuplicates(asked.map((one) => ({ ...one, label: label(one) }))).filter(({ at }) => at >= from);
  const count = (is: (one: Asked) => boolean) => inside.filter(is).length;
  return {
    basic: basicBy(({ label }) => label),
    asked: inside.length,
    asked_again: askedAgain(asked).filter(({ at }) => at >= from).length,
    reopened: count(({ isReopened }) => isReopened),
    other: count(({ label }) => label === "not-basic"),
    unlabelled: count(({ label }) => label === null),
    corrected: count(({ isCorrected }) => isCorrected),
    basic_corrected: basicBy(({ labelNow }) => labelNow).length,
    guessed: count(({ source }) => source === "rule" || source === "classifier"),
    guessed_by_score: count(({ source }) => source === "classifier"),
    basic_told: basicBy(({ label, source }) => (source === "agent" ? label : null)).length,
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
    if (label === null || !isBasic(label)) return false;
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
