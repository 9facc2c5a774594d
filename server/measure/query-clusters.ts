import { amount } from "./figures.ts";
import { normalisedQuery, queryWords } from "./query-words.ts";

const ALIKE = 0.5;
const FEWEST_PEOPLE = 3;
const PRIOR_TICKETS = 1;
const PRIOR_PEOPLE = 10;

/** One search. `isFailed`: see isFailedSearch. `hasTicket`: the person opened a ticket within 7 days. */
export type Searched = { query: string; person: string; isFailed: boolean; hasTicket: boolean };

export type QueryCluster = {
  /** The most frequent query, ties by alphabet. */
  label: string;
  queries: string[];
  searches: number;
  /** People who failed, and those of them with a ticket within 7 days. */
  failed: number;
  ticketed: number;
  score: number;
};

/** F25: nobody clicked before the next search, or the journey ended UNSOLVED or FAILED. */
export const isFailedSearch = ({ clicked, outcome }: { clicked: boolean; outcome: string }) =>
  !clicked || outcome === "UNSOLVED" || outcome === "FAILED";

/** F25: f (t + 1) / (f + 10): failures that end in tickets, with a prior of one in ten. */
export const gapScore = (failed: number, ticketed: number) =>
  (amount("The number of people who failed", failed) *
    (amount("The number of people with a ticket", ticketed) + PRIOR_TICKETS)) /
  (failed + PRIOR_PEOPLE);

/**
 * F25: queries that mean the same, the most painful first. `hidden` counts clusters of fewer than three people who
 * failed: their words could point at somebody.
 */
export function queryClusters(searches: readonly Searched[]): { clusters: QueryCluster[]; hidden: number } {
  const byQuery = Map.groupBy(searches, ({ query }) => normalisedQuery(query));
  const all = joinAlike([...byQuery.keys()].sort()).map((queries) =>
    clusterOf(
      queries,
      queries.flatMap((query) => byQuery.get(query) ?? []),
    ),
  );
  const shown = all.filter(({ failed }) => failed >= FEWEST_PEOPLE);
  const hidden = all.filter(({ failed }) => failed > 0 && failed < FEWEST_PEOPLE).length;
  return { clusters: shown.sort((a, b) => b.score - a.score || (a.label < b.label ? -1 : 1)), hidden };
}

function clusterOf(queries: string[], searches: readonly Searched[]): QueryCluster {
  const counts = Map.groupBy(searches, ({ query }) => normalisedQuery(query));
  const label = queries.toSorted(
    (a, b) => (counts.get(b)?.length ?? 0) - (counts.get(a)?.length ?? 0) || (a < b ? -1 : 1),
  );
  const failures = searches.filter(({ isFailed }) => isFailed);
  const failed = new Set(failures.map(({ person }) => person)).size;
  const ticketed = new Set(failures.filter(({ hasTicket }) => hasTicket).map(({ person }) => person)).size;
  return {
    label: label[0] as string,
    queries,
    searches: searches.length,
    failed,
    ticketed,
    score: gapScore(failed, ticketed),
  };
}

/** F25: groups of queries that share half of their words with one another or with a query between them (union-find). */
export function joinAlike(queries: readonly string[]): string[][] {
  const words = queries.map(queryWords);
  const parents = queries.map((_, at) => at);
  const rootOf = (at: number): number => {
    let root = at;
    while (parents[root] !== root) root = parents[root] as number;
    parents[at] = root;
    return root;
  };
  for (const [one, other] of pairsThatShare(words)) {
    const [low, high] = [rootOf(one), rootOf(other)].sort((a, b) => a - b) as [number, number];
    if (low !== high && overlap(words[one] as Set<string>, words[other] as Set<string>) >= ALIKE) parents[high] = low;
  }
  return [...Map.groupBy(queries, (_, at) => rootOf(at)).values()];
}

/** Only queries with a word in common can be alike: far fewer pairs than all. */
function* pairsThatShare(words: Set<string>[]): Generator<[number, number]> {
  const places = new Map<string, number[]>();
  for (const [at, some] of words.entries()) {
    const before = new Set([...some].flatMap((word) => places.get(word) ?? []));
    for (const earlier of before) yield [earlier, at];
    for (const word of some) {
      const there = places.get(word);
      if (there) there.push(at);
      else places.set(word, [at]);
    }
  }
}

/** Jaccard: words in common over all words. */
function overlap(one: Set<string>, other: Set<string>): number {
  const common = [...one].filter((word) => other.has(word)).length;
  return common / (one.size + other.size - common);
}
