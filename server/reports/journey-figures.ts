import type { Outcome } from "#server/journeys/journey.ts";
import { type Limits, limitsIn } from "#server/journeys/limits.ts";
import { figureOrReason } from "#server/measure/figures.ts";
import { type JourneyBounds, journeyBounds, type Survey } from "#server/measure/journey-bounds.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { mondayOf, shiftWeek, type Week } from "#server/platform/weeks.ts";
import * as store from "./journey-figures-store.ts";
import type { Period } from "./period.ts";
import { FEWEST, hidden, hiddenAmong } from "./small-cells.ts";
import { answersBetween } from "./survey-store.ts";

export type JourneyCounts = Record<Outcome, number> & { pending: number };

export type JourneyFigures = {
  counts: JourneyCounts;
  /** F21; null while no journey is old enough to be judged. */
  bounds: JourneyBounds | null;
  /** The same bounds where any question within the time takes back what somebody said; null where `bounds` is. */
  strict: Pick<JourneyBounds, "lower" | "upper"> | null;
  /** What the answers say from which the estimate is made; null below three of a kind. */
  survey: Survey | null;
  /** By which limits sessions and journeys are told apart now. */
  limits: Limits;
  /** People who pressed "I was about to ask" on an article that helped; null for one or two. */
  aboutToAsk: number | null;
  /** For programs; null stands for one or two, which would point at somebody. */
  weeks: (Record<keyof JourneyCounts, number | null> & { week: Week })[];
};

const NONE: JourneyCounts = { confirmed: 0, probable: 0, silent: 0, unsolved: 0, failed: 0, browse: 0, pending: 0 };

const OUTCOMES_AND_PENDING = Object.keys(NONE) as (keyof JourneyCounts)[];

/** So many weeks change too often to be prepared. */
const LIVE = 3;

/** What became of the journeys that began in a period, weeks that are left out aside. `last` is the last full week. */
export async function journeyFigures(
  ctx: Context,
  { from, to }: Period,
  leftOut: readonly Week[],
  last: Week,
): Promise<JourneyFigures> {
  const live = shiftWeek(last, 1 - LIVE);
  const all = [
    ...(await store.preparedOutcomes(ctx.db, from, to < live ? shiftWeek(to, 1) : live)),
    ...(await store.outcomesByWeek(ctx.db, from > live ? from : live, to)),
  ];
  const limits = limitsIn(await readSettings(ctx));
  const young = await store.outcomesEndedAfter(ctx.db, ctx.clock.now() - limits.ripening, from, to);
  const weeks = new Map<Week, JourneyCounts>();
  const count = (week: Week, outcome: keyof JourneyCounts, journeys: number) => {
    const counts = weeks.get(week) ?? { ...NONE };
    counts[outcome] += journeys;
    weeks.set(week, counts);
  };
  for (const { week, outcome, journeys } of all) if (!leftOut.includes(week)) count(week, outcome, journeys);
  for (const { week, outcome, journeys } of young) {
    // What has failed already cannot end otherwise.
    if (leftOut.includes(week) || outcome === "failed" || outcome === "browse") continue;
    count(week, outcome, -journeys);
    count(week, "pending", journeys);
  }
  const counts = totalOf([...weeks.values()]);
  const { confirmed, probable, silent, failed, unsolved } = counts;
  const survey = await surveyIn(ctx, { from, to }, leftOut);
  const told = { confirmed, probable, silent, failed, unsolved };
  const bounds = figureOrReason(() => journeyBounds(told, survey));
  const takenBack = tookBack(all, leftOut) - tookBack(young, leftOut);
  const strict = figureOrReason(() =>
    journeyBounds({ ...told, confirmed: confirmed - takenBack, failed: failed + takenBack }),
  );
  return {
    counts,
    bounds: bounds.ok ? bounds.figure : null,
    strict: strict.ok ? { lower: strict.figure.lower, upper: strict.figure.upper } : null,
    survey,
    limits,
    aboutToAsk: hidden(await store.aboutToAsk(ctx.db, mondayOf(from), mondayOf(shiftWeek(to, 1)))),
    weeks: withoutSmall(weeks),
  };
}

type Counted = { week: Week; outcome: Outcome; other_ticket: number };

/** Those who said that it helped, and asked something else within the time. */
const tookBack = (rows: readonly Counted[], leftOut: readonly Week[]): number =>
  rows
    .filter(({ week, outcome }) => outcome === "confirmed" && !leftOut.includes(week))
    .reduce((sum, { other_ticket }) => sum + Number(other_ticket), 0);

function withoutSmall(weeks: ReadonlyMap<Week, JourneyCounts>): JourneyFigures["weeks"] {
  const shown = OUTCOMES_AND_PENDING.map(
    (name) => [name, hiddenAmong([...weeks.values()].map((counts) => counts[name]))] as const,
  );
  const at = (place: number) => Object.fromEntries(shown.map(([name, counts]) => [name, counts[place]]));
  return [...weeks.keys()].map((week, place) => ({ week, ...at(place) })) as JourneyFigures["weeks"];
}

/** Answers of those who were asked; an estimate needs three of both kinds. */
async function surveyIn(ctx: Context, { from, to }: Period, leftOut: readonly Week[]): Promise<Survey | null> {
  const answers = (await answersBetween(ctx.db, from, to)).filter(({ week }) => !leftOut.includes(week));
  const share = (outcome: "probable" | "silent") => {
    const own = answers.filter((one) => one.outcome === outcome);
    const count = (some: typeof own) => some.reduce((sum, { people }) => sum + people, 0);
    return { successes: count(own.filter(({ answer }) => answer === "yes")), trials: count(own) };
  };
  const survey = { probable: share("probable"), silent: share("silent") };
  // One or two answers would say what somebody said.
  return survey.probable.trials >= FEWEST && survey.silent.trials >= FEWEST ? survey : null;
}

function totalOf(weeks: readonly JourneyCounts[]): JourneyCounts {
  const total = { ...NONE };
  for (const week of weeks) for (const name of OUTCOMES_AND_PENDING) total[name] += week[name];
  return total;
}
