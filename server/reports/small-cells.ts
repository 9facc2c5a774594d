import { sum } from "#server/measure/figures.ts";
import type { JourneyCounts, JourneyFigures } from "./journey-figures.ts";

/** Of fewer people, or of fewer journeys, nothing that readers did is told: it would point at somebody. */
export const FEWEST = 3;

export const isSmall = (count: number): boolean => count > 0 && count < FEWEST;

/** As the cells of files are: null stands for one or two. */
export const hidden = (count: number): number | null => (isSmall(count) ? null : count);

type Counts = Record<keyof JourneyCounts, number | null>;
export type ShownJourneys = Omit<JourneyFigures, "counts"> & { counts: Counts };

/**
 * What files and programs get of journeys. Bounds are shares of all journeys, so a part that is hidden takes them along,
 * and what is counted together with it, lest one be found by taking the other away.
 */
export function withoutSmallCells({ counts, bounds, strict, ...rest }: JourneyFigures): ShownJourneys {
  const { confirmed, probable, silent, unsolved, failed } = counts;
  const isTelling = [confirmed, probable + silent, unsolved + failed].some(isSmall);
  const takenBack = bounds && strict ? Math.round((bounds.lower - strict.lower) * bounds.journeys) : 0;
  const shown: Counts = {
    ...counts,
    ...together({ probable, silent }),
    ...together({ unsolved, failed }),
    confirmed: hidden(confirmed),
    browse: hidden(counts.browse),
    pending: hidden(counts.pending),
  };
  const shares = isTelling ? { bounds: null, strict: null } : { bounds, strict: isSmall(takenBack) ? null : strict };
  return { ...rest, ...shares, counts: shown };
}

const together = (pair: Partial<JourneyCounts>): Partial<Counts> =>
  Object.fromEntries(
    Object.entries(pair).map(([name, count]) => [name, count > 0 && Object.values(pair).some(isSmall) ? null : count]),
  );

/**
 * Counts whose total is told as well. Where what is left of the total says that all that are hidden are ones, or all are
 * twos, the smallest other one is hidden beside them.
 */
export function hiddenAmong(counts: readonly number[]): (number | null)[] {
  const small = counts.filter(isSmall);
  const isUnsafe = small.length > 0 && [1, 2].some((each) => sum(small) === each * small.length);
  const others = counts.flatMap((count, place) => (count >= FEWEST ? [{ count, place }] : []));
  const beside = isUnsafe ? others.toSorted((one, other) => one.count - other.count)[0]?.place : undefined;
  return counts.map((count, place) => (place === beside ? null : hidden(count)));
}
