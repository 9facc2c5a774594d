import { count, NoFigure, sum } from "./figures.ts";
import { type Interval, type Share, wilsonInterval } from "./proportion.ts";

/** Journeys by outcome; pending and browsing ones are left out before. */
export type JourneyCounts = { confirmed: number; probable: number; silent: number; failed: number; unsolved: number };

/** Answers to "did you find what you needed?" of a random twentieth of the probable and of the silent. */
export type Survey = { probable: Share; silent: Share };

export type JourneyBounds = {
  journeys: number;
  lower: number;
  upper: number;
  /** Null without a survey: then nobody knows where between the bounds the truth lies. */
  estimate: (Interval & { share: number }) | null;
};

/** F21: the share of journeys that ended well: between those that said so and those that did not say otherwise. */
export function journeyBounds(counts: JourneyCounts, survey?: Survey | null, level = 0.95): JourneyBounds {
  for (const [outcome, value] of Object.entries(counts)) count(`The number of ${outcome} journeys`, value);
  const { confirmed, probable, silent } = counts;
  const journeys = sum(Object.values(counts));
  if (journeys === 0) throw new NoFigure("There is no journey yet.");
  return {
    journeys,
    lower: confirmed / journeys,
    upper: (confirmed + probable + silent) / journeys,
    estimate: survey ? estimateFrom(counts, survey, journeys, level) : null,
  };
}

function estimateFrom({ confirmed, probable, silent }: JourneyCounts, survey: Survey, journeys: number, level: number) {
  const [found, quiet] = [wilsonInterval(survey.probable, level), wilsonInterval(survey.silent, level)];
  const at = (ofProbable: number, ofSilent: number) =>
    (confirmed + probable * ofProbable + silent * ofSilent) / journeys;
  return { share: at(found.share, quiet.share), low: at(found.low, quiet.low), high: at(found.high, quiet.high) };
}
