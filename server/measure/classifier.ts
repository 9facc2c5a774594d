import { type Agreement, cohensKappa, KAPPA_LIMITS } from "./agreement.ts";
import { NoFigure } from "./figures.ts";

/** A question whose kind somebody gave: its words, and what else is known of it, each once. */
export type Judged = { features: readonly string[]; isBasic: boolean };

export type Classifier = {
  /** How it agreed with people on questions it had not learnt from. */
  agreement: Agreement;
  /** The probability that a question is basic, 0 to 1. */
  scoreOf(features: readonly string[]): number;
};

/** Fewer of either kind teach nothing. */
export const FEWEST_OF_A_KIND = 20;

/** So many of the questions it is tried on: one in five, the newest. */
const TRIED_ON = 5;

/**
 * Section 5, the last source of a label: naive Bayes over features that are there or not (Manning, Raghavan & Schütze 2008,
 * chapter 13), with one imagined question more of each kind for every feature. `judged` is in the order of time. It is tried on the newest fifth after
 * learning from the rest, and learns from all of them then. Throws NoFigure with fewer than 20 questions of either kind,
 * and where kappa with people (F11) lies below 0.60: such labels could not carry a figure.
 */
export function trainClassifier(judged: readonly Judged[]): Classifier {
  const few = Math.min(...[true, false].map((kind) => judged.filter(({ isBasic }) => isBasic === kind).length));
  if (few < FEWEST_OF_A_KIND)
    throw new NoFigure(`A classifier needs ${FEWEST_OF_A_KIND} questions of either kind; of one there are ${few}.`);
  const older = judged.slice(0, Math.ceil(judged.length * (1 - 1 / TRIED_ON)));
  const agreement = agreementOn(judged.slice(older.length), learn(older));
  if (agreement.kappa < KAPPA_LIMITS.fail)
    throw new NoFigure(`The classifier agrees with people at a kappa of ${agreement.kappa.toFixed(2)} only.`);
  return { agreement, scoreOf: learn(judged) };
}

function agreementOn(tried: readonly Judged[], scoreOf: Classifier["scoreOf"]): Agreement {
  const count = (isFirst: boolean, isSecond: boolean) =>
    tried.filter((one) => one.isBasic === isFirst && isLikelyBasic(scoreOf(one.features)) === isSecond).length;
  return cohensKappa({
    bothBasic: count(true, true),
    firstOnly: count(true, false),
    secondOnly: count(false, true),
    neither: count(false, false),
  });
}

export const isLikelyBasic = (score: number): boolean => score >= 0.5;

function learn(judged: readonly Judged[]): Classifier["scoreOf"] {
  const seen = new Map<string, { basic: number; other: number }>();
  for (const { features, isBasic } of judged)
    for (const feature of new Set(features)) {
      const counts = seen.get(feature) ?? { basic: 0, other: 0 };
      counts[isBasic ? "basic" : "other"] += 1;
      seen.set(feature, counts);
    }
  const basic = judged.filter(({ isBasic }) => isBasic).length;
  const other = judged.length - basic;
  const weight = (has: { basic: number; other: number }) =>
    Math.log((has.basic + 1) / (basic + 2)) - Math.log((has.other + 1) / (other + 2));
  // A feature it has never met speaks for neither kind.
  return (features) => {
    const known = [...new Set(features)].flatMap((feature) => seen.get(feature) ?? []);
    const odds = known.reduce((sum, has) => sum + weight(has), Math.log((basic + 1) / (other + 1)));
    return 1 / (1 + Math.exp(-odds));
  };
}
