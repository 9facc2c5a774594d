import { amount, NoFigure, sum } from "./figures.ts";

const HALF_LIFE_MINUTES = 10;

/** A journey that ended well: what was said to have solved it, and its qualified reads with the minutes to the outcome. */
export type SolvedJourney = { solvedBy: readonly string[]; reads: readonly { article: string; minutes: number }[] };

export type Credit = { article: string; credit: number; lastTouch: number };

/**
 * F23: one journey's credit, shared out: all of it to the article that was called the solution (in equal parts when there
 * were several), otherwise by 2^(-minutes / 10) of each article's last qualified read. `lastTouch` gives everything
 * to the last one, for comparison. Both sum to 1.
 */
export function creditOf({ solvedBy, reads }: SolvedJourney): Credit[] {
  const minutes = lastReads(reads);
  const solvers = [...new Set(solvedBy)];
  const weights = new Map(solvers.length > 0 ? solvers.map((article) => [article, 1]) : weightsOf(minutes));
  if (weights.size === 0) throw new NoFigure("A solved journey needs an article that was read or called the solution.");
  const whole = sum([...weights.values()]);
  const last = lastOf(minutes) ?? (solvers.at(-1) as string);
  const articles = [...new Set([...weights.keys(), last])].sort();
  return articles.map((article) => ({
    article,
    credit: (weights.get(article) ?? 0) / whole,
    lastTouch: article === last ? 1 : 0,
  }));
}

/** The credits of many journeys: each column sums to the number of journeys. */
export function creditTotals(journeys: readonly SolvedJourney[]): Credit[] {
  const all = Map.groupBy(journeys.flatMap(creditOf), ({ article }) => article);
  const rows = [...all].map(([article, credits]) => ({
    article,
    credit: sum(credits.map(({ credit }) => credit)),
    lastTouch: sum(credits.map(({ lastTouch }) => lastTouch)),
  }));
  return rows.sort((a, b) => b.credit - a.credit || (a.article < b.article ? -1 : 1));
}

/** Tickets avoided per article: what the experiment found, shared out by credit. Without an experiment articles "assisted". */
export function avoidedByArticle(credits: readonly Credit[], avoided: number): { article: string; avoided: number }[] {
  const whole = sum(credits.map(({ credit }) => credit));
  return credits.map(({ article, credit }) => ({ article, avoided: whole > 0 ? (avoided * credit) / whole : 0 }));
}

function lastReads(reads: SolvedJourney["reads"]): Map<string, number> {
  const minutes = new Map<string, number>();
  for (const read of reads) {
    amount(`The minutes between ${read.article} and the outcome`, read.minutes);
    minutes.set(read.article, Math.min(read.minutes, minutes.get(read.article) ?? Number.POSITIVE_INFINITY));
  }
  return minutes;
}

/** Relative to the nearest read, so that reads of days ago do not all round to nothing. */
function weightsOf(minutes: Map<string, number>): [string, number][] {
  const nearest = Math.min(...minutes.values());
  return [...minutes].map(([article, ago]) => [article, 2 ** (-(ago - nearest) / HALF_LIFE_MINUTES)]);
}

const lastOf = (minutes: Map<string, number>) =>
  [...minutes].sort(([a, one], [b, other]) => one - other || (a < b ? -1 : 1))[0]?.[0];
