import type { Week } from "#server/platform/weeks.ts";

/** How many weeks somebody is remembered as a reader of an article: with the week itself a quarter, the usual period. */
export const REMEMBERED = 12;

/** Fewer readers could point at somebody. */
export const FEWEST_READERS = 3;

/** All who opted out are taken for one: nobody can tell them apart. */
const NOBODY = "";

type Opened = { reader: string | null; facts: { articles: readonly string[] } };

/** By article, who opened it. */
export function readersOf(journeys: readonly Opened[]): Map<string, Set<string>> {
  const readers = new Map<string, Set<string>>();
  for (const { reader, facts } of journeys)
    for (const article of facts.articles)
      readers.set(article, (readers.get(article) ?? new Set()).add(reader ?? NOBODY));
  return readers;
}

/** Those of its readers who had not opened it in the weeks that are remembered. */
export const newcomersAmong = (readers: ReadonlySet<string> = new Set(), before: ReadonlySet<string> = new Set()) =>
  [...readers].filter((reader) => !before.has(reader)).length;

type ReadWeek = { week: Week; readers: number; newcomers: number };

/**
 * So many people at least opened it in these weeks, oldest first: readers of weeks are not added up, for who opens it
 * each week is one person, but whoever is new in a later week is somebody else.
 */
export function fewestPeople(weeks: readonly Omit<ReadWeek, "week">[]): number {
  const from = (start: number) =>
    weeks
      .slice(start + 1, start + 1 + REMEMBERED)
      .reduce((people, { newcomers }) => people + newcomers, weeks[start]?.readers ?? 0);
  return weeks.reduce((most, _week, start) => Math.max(most, from(start)), 0);
}

/** One line for each week, also for those in which nobody opened it. */
export function everyWeek(weeks: readonly Week[], rows: readonly ReadWeek[]): Omit<ReadWeek, "week">[] {
  const byWeek = Map.groupBy(rows, ({ week }) => week);
  return weeks.map((week) => {
    // Under all the addresses it had in a week; who used two of them is one, so the larger number is taken.
    const some = byWeek.get(week) ?? [];
    const most = (of: (row: ReadWeek) => number) => Math.max(0, ...some.map(of));
    return { readers: most(({ readers }) => readers), newcomers: most(({ newcomers }) => newcomers) };
  });
}
