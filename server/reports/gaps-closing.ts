import type { UnderWay } from "#server/knowledge/origins.ts";
import { queryWords } from "#server/measure/query-words.ts";

const MOST_SHOWN = 3;
/** As with searches that are one subject: half of the words, and of two words both. */
const SHARED = 0.5;

/** The drafts that are about what these people looked for. */
export function draftsFor(queries: readonly string[], drafts: readonly UnderWay[]): UnderWay[] {
  const asked = queries.map(queryWords).filter((words) => words.size > 0);
  return drafts.filter(({ about }) => isAbout(asked, queryWords(about))).slice(0, MOST_SHOWN);
}

const isAbout = (asked: readonly Set<string>[], words: Set<string>) =>
  asked.some((query) => query.intersection(words).size >= Math.max(Math.min(2, query.size), query.size * SHARED));
