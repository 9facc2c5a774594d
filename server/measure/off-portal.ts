import { count, NoFigure } from "./figures.ts";
import { type Interval, wilsonInterval } from "./proportion.ts";

/** Answers to "did you ask somebody a basic question outside the portal in these seven days?", and how many they asked. */
export type OffPortalAnswers = { people: number; yes: number; questions: number };

export type OffPortal = Interval & {
  /** Part of the people who asked at all, with the limits of Wilson. */
  asking: Interval & { share: number };
  /** Questions per person and week. */
  rate: number;
};

/**
 * Section 12: how many basic questions go elsewhere, per person and week, by a random sample. The share of people who
 * asked any, times the mean number of those who did; the limits are Wilson's, carried on with that mean. Where nobody
 * said yes, the upper limit takes one question for each.
 */
export function offPortalRate({ people, yes, questions }: OffPortalAnswers, level = 0.95): OffPortal {
  if (count("The number of answers", people) === 0) throw new NoFigure("Nobody has answered yet.");
  if (count("The number of questions", questions) < yes)
    throw new NoFigure(
      `Whoever said yes asked at least once, so ${yes} people cannot have asked ${questions} questions.`,
    );
  const asking = wilsonInterval({ successes: yes, trials: people }, level);
  const each = yes > 0 ? questions / yes : 1;
  return { asking, rate: asking.share * each, low: asking.low * each, high: asking.high * each };
}
