import { amount, NoFigure, sum } from "./figures.ts";

const DEPTH = 5;
const MOST_GRADE = 10;

/** F29: nDCG@5 (Järvelin & Kekäläinen 2002): gains 2^grade - 1 over log2(rank + 1), against the best order of the same grades. */
export function ndcg(grades: readonly number[], depth = DEPTH): number {
  grades.forEach((grade, at) => {
    if (amount(`The grade of result ${at + 1}`, grade) > MOST_GRADE)
      throw new NoFigure(`The grade of result ${at + 1} is ${grade}; grades end at ${MOST_GRADE}.`);
  });
  const best = gain(
    grades.toSorted((a, b) => b - a),
    depth,
  );
  if (best === 0) throw new NoFigure("No result has a grade above 0, so no order is better than another.");
  return gain(grades, depth) / best;
}

const gain = (grades: readonly number[], depth: number) =>
  sum(grades.slice(0, depth).map((grade, at) => (2 ** grade - 1) / Math.log2(at + 2)));

/** F29: mean over queries of 1 / rank of the first relevant result; 0 for a query without one. `ranks` count from 1. */
export function meanReciprocalRank(ranks: readonly (number | null)[]): number {
  if (ranks.length === 0) throw new NoFigure("There is no query yet.");
  for (const rank of ranks)
    if (rank !== null && (!Number.isInteger(rank) || rank < 1))
      throw new NoFigure(`${rank} is no rank; the first is 1.`);
  return sum(ranks.map((rank) => (rank === null ? 0 : 1 / rank))) / ranks.length;
}

/** One search of a week: how many results, whether another wording followed, and how long until the first click. */
export type SearchFact = { results: number; isReformulated: boolean; msToClick: number | null };

export type SearchHealth = {
  searches: number;
  zeroResultRate: number;
  reformulationRate: number;
  /** Median over searches with a click; null without one. */
  msToFirstClick: number | null;
};

/** F29: the health of one week's searches. */
export function searchHealth(searches: readonly SearchFact[]): SearchHealth {
  if (searches.length === 0) throw new NoFigure("There is no search in this week.");
  const part = (is: (search: SearchFact) => boolean) => searches.filter(is).length / searches.length;
  const waits = searches.flatMap(({ msToClick }) =>
    msToClick === null ? [] : [amount("The time to the first click", msToClick)],
  );
  return {
    searches: searches.length,
    zeroResultRate: part(({ results }) => amount("The number of results", results) === 0),
    reformulationRate: part(({ isReformulated }) => isReformulated),
    msToFirstClick: median(waits),
  };
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle] as number;
  return sorted.length === 0 ? null : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
