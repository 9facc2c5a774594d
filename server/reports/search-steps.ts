import type { SearchFact } from "#server/measure/ranking.ts";
import { MINUTE, SECOND } from "#server/platform/clock.ts";

/** What one reader did with lists of results, in the order of time. */
export type SearchStep =
  | { at: number; type: "search"; text: string | null; results: number | null }
  | { at: number; type: "impression"; swap: number | null }
  | { at: number; type: "click"; rank: number };

/** A finished search, with the place of the first thing chosen from its list. */
export type SearchDone = SearchFact & {
  rank: number | null;
  /** Was its list open to a swap, and which place was swapped (1: none)? */
  swap: number | null;
};

/** A search replaces the one before it at most so long after, when one text begins with the other (R4). */
const COLLAPSES = 30 * SECOND;
/** Another wording so soon means that the first one did not do. */
const REWORDED_WITHIN = 5 * MINUTE;
/** A session ends when nothing was done for longer. */
const SESSION = 30 * MINUTE;

/** The searches of one reader: what was typed on the way to one is left out, and those that were never finished. */
export function searchesDone(steps: readonly SearchStep[]): SearchDone[] {
  const done: SearchDone[] = [];
  const starts = steps.flatMap((step, place) => (step.type === "search" && step.results !== null ? [place] : []));
  for (const [order, place] of starts.entries()) {
    const search = steps[place] as Extract<SearchStep, { type: "search" }>;
    const following = steps.slice(place + 1, starts[order + 1] ?? steps.length).filter(isWithin(search.at, SESSION));
    const next = steps[starts[order + 1] ?? -1] as typeof search | undefined;
    const click = following.find((step) => step.type === "click");
    if (!click && next && replaces(next, search)) continue;
    const impression = following.find((step) => step.type === "impression");
    done.push({
      results: search.results ?? 0,
      isReformulated: !click && next !== undefined && isReworded(next, search),
      msToClick: click ? click.at - search.at : null,
      rank: click?.rank ?? null,
      swap: impression?.swap ?? null,
    });
  }
  return done;
}

const isWithin = (from: number, ms: number) => (step: SearchStep) => step.at - from <= ms;

type Asked = { at: number; text: string | null };

function replaces(next: Asked, before: Asked): boolean {
  if (next.at - before.at > COLLAPSES || next.text === null || before.text === null) return false;
  return next.text.startsWith(before.text) || before.text.startsWith(next.text);
}

const isReworded = (next: Asked, before: Asked) => next.at - before.at <= REWORDED_WITHIN && next.text !== before.text;
