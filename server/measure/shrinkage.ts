import { betaQuantile } from "./distributions.ts";
import { NoFigure, partOf, sum } from "./figures.ts";

const ENOUGH_READS = 10;
const CAUTIOUS = 0.05;
const LEAST_RHO = 0.0001;
const MOST_RHO = 0.99;

/** Qualified reads of an article in journeys, and those that solved it. */
export type Solving = { name: string; solved: number; reads: number };

export type Prior = { p: number; rho: number; m: number; alpha: number; beta: number };

export type Shrunk = Solving & {
  /** Posterior mean: the solve rate pulled towards that of its kind, the more the fewer the reads. */
  mean: number;
  /** 5 % posterior quantile: what it solves at least, very likely. Ranked by this. */
  cautious: number;
  /** From 1; null below ten reads: too few to rank, but part of the prior. */
  rank: number | null;
};

/**
 * F24: the prior of articles of one type and category: beta-binomial with the intraclass correlation of the analysis of
 * variance (Fleiss 1981; empirical Bayes). Throws NoFigure when it cannot be estimated.
 */
export function priorOf(articles: readonly Solving[]): Prior {
  for (const { name, solved, reads } of articles) partOf(`The number of journeys solved by ${name}`, solved, reads);
  const reads = sum(articles.map((one) => one.reads));
  const k = articles.length;
  if (k < 2) throw new NoFigure("Two or more articles that were read are needed to compare them.");
  if (reads === k) throw new NoFigure("No article was read twice; nothing can be said about how they differ.");
  const p = sum(articles.map((one) => one.solved)) / reads;
  const between = sum(articles.map((one) => one.reads * (rateOf(one) - p) ** 2)) / (k - 1);
  const within = sum(articles.map((one) => one.solved * (1 - rateOf(one)))) / (reads - k);
  const typical = (reads - sum(articles.map((one) => one.reads ** 2)) / reads) / (k - 1);
  const spread = between + (typical - 1) * within;
  const rho = Math.min(MOST_RHO, Math.max(LEAST_RHO, spread > 0 ? (between - within) / spread : LEAST_RHO));
  const m = (1 - rho) / rho;
  return { p, rho, m, alpha: p * m, beta: (1 - p) * m };
}

const rateOf = ({ solved, reads }: Solving) => solved / reads;

/** F24: every article with its shrunk solve rate, the best first, those with too few reads last. */
export function shrink(articles: readonly Solving[]): { prior: Prior; articles: Shrunk[] } {
  const prior = priorOf(articles);
  const shrunk = articles.map((article) => ({ ...article, ...posteriorOf(article, prior), rank: null }));
  const ordered = shrunk.sort(
    (a, b) => Number(isEnough(b)) - Number(isEnough(a)) || b.cautious - a.cautious || (a.name < b.name ? -1 : 1),
  );
  return { prior, articles: ordered.map((one, at) => ({ ...one, rank: isEnough(one) ? at + 1 : null })) };
}

const isEnough = ({ reads }: Solving) => reads >= ENOUGH_READS;

function posteriorOf({ solved, reads }: Solving, { alpha, beta, m }: Prior): { mean: number; cautious: number } {
  const [successes, failures] = [alpha + solved, beta + reads - solved];
  return { mean: successes / (m + reads), cautious: lowerEnd(successes, failures) };
}

/** A beta distribution without successes is all at 0, one without failures all at 1. */
function lowerEnd(successes: number, failures: number): number {
  if (successes === 0) return 0;
  return failures === 0 ? 1 : betaQuantile(CAUTIOUS, successes, failures);
}
