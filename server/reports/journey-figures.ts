import type { Outcome } from "#server/journeys/journey.ts";
import { LIMITS } from "#server/journeys/limits.ts";
import { figureOrReason } from "#server/measure/figures.ts";
import { type JourneyBounds, journeyBounds, type Survey } from "#server/measure/journey-bounds.ts";
import type { Context } from "#server/platform/context.ts";
import { mondayOf, shiftWeek, type Week } from "#server/platform/weeks.ts";
import * as store from "./journey-figures-store.ts";
import type { Period } from "./period.ts";
import { answersBetween } from "./survey-store.ts";

export type JourneyCounts = Record<Outcome, number> & { pending: number };

export type JourneyFigures = {
  counts: JourneyCounts;
  /** F21; null while no journey is old enough to be judged. */
  bounds: JourneyBounds | null;
  /** People who pressed "I was about to ask" on an article that helped; null for one or two. */
  aboutToAsk: number | null;
  /** For programs; null stands for one or two, which would point at somebody. */
  weeks: (Record<keyof JourneyCounts, number | null> & { week: Week })[];
};

const NONE: JourneyCounts = { confirmed: 0, probable: 0, silent: 0, unsolved: 0, failed: 0, browse: 0, pending: 0 };

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
  const young = await store.outcomesEndedAfter(ctx.db, ctx.clock.now() - LIMITS.ripening, from, to);
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
  const bounds = figureOrReason(() => journeyBounds({ confirmed, probable, silent, failed, unsolved }, survey));
  return {
    counts,
    bounds: bounds.ok ? bounds.figure : null,
    aboutToAsk: hidden(await store.aboutToAsk(ctx.db, mondayOf(from), mondayOf(shiftWeek(to, 1)))),
    weeks: [...weeks].map(([week, counts]) => ({ week, ...withoutSmall(counts) })),
  };
}

const FEWEST = 3;

const hidden = (count: number): number | null => (count > 0 && count < FEWEST ? null : count);

function withoutSmall(counts: JourneyCounts): Record<keyof JourneyCounts, number | null> {
  const shown = Object.entries(counts).map(([name, count]) => [name, hidden(count)]);
  return Object.fromEntries(shown) as Record<keyof JourneyCounts, number | null>;
}

/** Answers of those who were asked; an estimate needs some of both kinds. */
async function surveyIn(ctx: Context, { from, to }: Period, leftOut: readonly Week[]): Promise<Survey | null> {
  const answers = (await answersBetween(ctx.db, from, to)).filter(({ week }) => !leftOut.includes(week));
  const share = (outcome: "probable" | "silent") => {
    const own = answers.filter((one) => one.outcome === outcome);
    const count = (some: typeof own) => some.reduce((sum, { people }) => sum + people, 0);
    return { successes: count(own.filter(({ answer }) => answer === "yes")), trials: count(own) };
  };
  const survey = { probable: share("probable"), silent: share("silent") };
  return survey.probable.trials > 0 && survey.silent.trials > 0 ? survey : null;
}

function totalOf(weeks: readonly JourneyCounts[]): JourneyCounts {
  const total = { ...NONE };
  for (const week of weeks) for (const name of Object.keys(NONE) as (keyof JourneyCounts)[]) total[name] += week[name];
  return total;
}
