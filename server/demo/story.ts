import { DAY, HOUR, MINUTE, WEEK } from "#server/platform/clock.ts";
import { CAST, type Member } from "./cast.ts";
import type { Chance } from "./chance.ts";
import { basicQuestion, type Known, OTHER, type Question, searchWords } from "./questions.ts";
import { WEEKS, type Week, weekOf } from "./weeks.ts";

/** Looked for it, read, and then: said it helped, said it did not, or left without a word. */
export type Look = { words: string; article: Known; activeMs: number; says: "solved" | "no" | "nothing" };

/** One need of one developer, and what they did about it. */
export type Need = {
  at: number;
  who: Member;
  article: Known | null;
  look: Look | null;
  /** Opened the form, read what it suggested, and left. */
  isSettledByForm: boolean;
  /** What they sent in the end; null where they found it themselves or gave up. */
  question: Question | null;
};

/** The needs of half a year, in order. `start` is a Monday at midnight. */
export function tellStory(chance: Chance, articles: readonly Known[], start: number): Need[] {
  const weeks = Array.from({ length: WEEKS }, (_, place) => needsOfWeek(chance, articles, start, place));
  return weeks.flat().sort((one, other) => one.at - other.at);
}

function needsOfWeek(chance: Chance, articles: readonly Known[], start: number, place: number): Need[] {
  const week = weekOf(place);
  const developers = CAST.filter(({ role, joinsInWeek }) => role === "requester" && joinsInWeek <= place);
  const moment = () => momentIn(chance, start + place * WEEK);
  const make = (one: (who: Member) => Need, rate: number) =>
    Array.from({ length: chance.count(rate * developers.length) }, () => one(chance.pick(developers)));
  return [
    ...make((who) => basicNeed(chance, week, who, chance.favour(articles), moment()), week.need),
    ...make((who) => otherNeed(chance, who, moment()), week.other),
  ];
}

function basicNeed(chance: Chance, week: Week, who: Member, article: Known, at: number): Need {
  const looks = !week.isOutage && chance.is(week.looksFirst);
  if (looks && chance.is(week.finds))
    return { at, who, article, question: null, ...(chance.is(0.12) ? byForm : byLooking(chance, article)) };
  const look = looks ? lookFor(chance, article, chance.is(0.3) ? "no" : "nothing") : null;
  const givesUp = looks && chance.is(0.06);
  // Without the portal people ask each other; some of it comes back as a ticket.
  const isLost = week.isOutage && chance.is(0.88);
  const question = givesUp || isLost ? null : basicQuestion(chance, article);
  return { at, who, article, look, isSettledByForm: false, question };
}

const byForm = { look: null, isSettledByForm: true };
const byLooking = (chance: Chance, article: Known) => ({
  look: lookFor(chance, article, chance.is(0.9) ? "solved" : "nothing"),
  isSettledByForm: false,
});

const lookFor = (chance: Chance, article: Known, says: Look["says"]): Look => ({
  words: searchWords(chance, article),
  article,
  activeMs: Math.round(chance.between(9, 140) * 1000),
  says,
});

const otherNeed = (chance: Chance, who: Member, at: number): Need => ({
  at,
  who,
  article: null,
  look: null,
  isSettledByForm: false,
  question: chance.pick(OTHER),
});

/** Working hours, a little more before lunch. */
function momentIn(chance: Chance, monday: number): number {
  const hour = chance.is(0.58) ? chance.between(8.5, 12) : chance.between(13, 17.5);
  return Math.round(monday + chance.whole(0, 4) * DAY + hour * HOUR + chance.between(0, 1) * MINUTE);
}
