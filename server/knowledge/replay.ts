import type { Field } from "#server/search/fields.ts";
import type { Circle, SearchAnswer, SearchDocument, SynonymGroup } from "#server/search/search.ts";

/** What would be different: an article as it is being written, words for the same thing, or what counts how much. */
export type Change =
  | { kind: "article"; document: SearchDocument }
  | { kind: "synonyms"; groups: readonly SynonymGroup[] }
  | { kind: "ranking"; weights: Partial<Record<Field, number>>; withoutReaders: boolean };

/** Something people searched for, as they wrote it but for capitals. */
export type PastSearch = { words: string; people: number; times: number };

/** Places in the list of results, from 1; null: not among the first ten. */
export type Move = { slug: string; title: string; from: number | null; to: number | null; circles: Circle[] };

/** Whether the search says that it has an answer. */
export type Answered = "gained" | "lost" | null;

export type Changed = PastSearch & { moves: Move[]; answered: Answered };

export type Replayed = {
  since: number;
  /** Searches of three people or more that were played, and how often they were made. */
  searches: number;
  times: number;
  changed: Changed[];
  /** Searches of fewer people: played, counted, never shown. */
  rare: { searches: number; changed: number };
  /** What there was no time for. */
  leftOut: number;
  circles: Circle[];
};

/** How far down anybody looks. */
export const LOOKED_AT = 10;
const TOP = 3;
const MOST_MOVES = 4;

type Seen = Pick<SearchAnswer, "answered"> & { results: { slug: string; title: string }[] };
type Pair = { circle: Circle; before: Seen; after: Seen };

/**
 * What differs between two answers to one search, circle by circle. Of an article (`subject`) its own way is told, and
 * what took or lost the first place; of any other change, what moves into, out of or within the first three.
 */
export function compareAnswers(pairs: readonly Pair[], subject: string | null): Pick<Changed, "moves" | "answered"> {
  const moves = new Map<string, Move>();
  for (const { circle, before, after } of pairs)
    for (const move of movesIn(before, after, subject)) {
      const key = `${move.slug} ${move.from} ${move.to}`;
      moves.set(key, { ...move, circles: [...(moves.get(key)?.circles ?? []), circle] });
    }
  return { moves: [...moves.values()].slice(0, MOST_MOVES), answered: answeredIn(pairs) };
}

function movesIn(before: Seen, after: Seen, subject: string | null): Omit<Move, "circles">[] {
  const [was, is] = [placesIn(before), placesIn(after)];
  const told = subject === null ? [...topOf(before), ...topOf(after)] : [subject, ...firstIfOther(before, after)];
  return [...new Set(told)]
    .map((slug) => ({ slug, from: was.get(slug)?.place ?? null, to: is.get(slug)?.place ?? null }))
    .filter(({ from, to }) => from !== to)
    .map((move) => ({ ...move, title: (is.get(move.slug) ?? was.get(move.slug))?.title ?? move.slug }));
}

const placesIn = ({ results }: Seen) =>
  new Map(results.slice(0, LOOKED_AT).map(({ slug, title }, at) => [slug, { title, place: at + 1 }]));

const topOf = ({ results }: Seen) => results.slice(0, TOP).map(({ slug }) => slug);

const firstIfOther = (before: Seen, after: Seen): string[] => {
  const [was, is] = [before.results[0]?.slug, after.results[0]?.slug];
  return was === is ? [] : [was, is].filter((slug) => slug !== undefined);
};

/** Lost for some weighs more than gained for others. */
function answeredIn(pairs: readonly Pair[]): Answered {
  if (pairs.some(({ before, after }) => before.answered && !after.answered)) return "lost";
  return pairs.some(({ before, after }) => !before.answered && after.answered) ? "gained" : null;
}

export const isChanged = ({ moves, answered }: Pick<Changed, "moves" | "answered">) =>
  moves.length > 0 || answered !== null;
