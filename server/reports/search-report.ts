import { sum } from "#server/measure/figures.ts";
import { type HonestPlace, honestPlaces, type SwappedPlace } from "#server/measure/position.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Week, weekCalendar } from "#server/platform/weeks.ts";
import { datesOf, firstDay, lastFullWeek, type Period, type PeriodAsked, readPeriod } from "./period.ts";
import { type SearchWeek, searchWeeks } from "./search-week-store.ts";

/** Fewer readers could point at somebody. */
const FEWEST_READERS = 3;

/** The health of the searches of one week (F29); null in a week of fewer than three readers. */
export type SearchLine = {
  week: Week;
  startsOn: string;
  searches: number;
  readers: number;
  zeroResultRate: number | null;
  reformulationRate: number | null;
  msToFirstClick: number | null;
  /** Mean over searches of 1 / place of the first result chosen; 0 for one without a choice. */
  meanReciprocalRank: number | null;
};

export type SearchReport = { period: Period & { dates: string }; weeks: SearchLine[]; places: HonestPlace[] };

export async function searchReport(ctx: Context, asked: PeriodAsked = {}): Promise<SearchReport> {
  const calendar = weekCalendar((await readSettings(ctx)).timeZone);
  const period = readPeriod(asked, lastFullWeek(calendar, ctx.clock.now()), null);
  const rows = await searchWeeks(ctx.db, period.from, period.to);
  return {
    period: { ...period, dates: datesOf(period) },
    weeks: rows.map(lineOf),
    places: honestPlaces(swappedIn(rows)),
  };
}

function lineOf(row: SearchWeek): SearchLine {
  const { week, searches, readers, ms_to_click } = row;
  const isShown = readers >= FEWEST_READERS && searches > 0;
  const part = (count: number) => (isShown ? count / searches : null);
  return {
    ...{ week, startsOn: firstDay(week) },
    ...(isShown ? { searches, readers } : { searches: 0, readers: 0 }),
    zeroResultRate: part(row.zero),
    reformulationRate: part(row.reformulated),
    msToFirstClick: isShown ? ms_to_click : null,
    meanReciprocalRank: part(row.reciprocal),
  };
}

/** Over all weeks: each has few of them. */
export function swappedIn(rows: readonly Pick<SearchWeek, "swaps">[]): SwappedPlace[] {
  const counted = rows.flatMap(({ swaps }) =>
    Object.entries(JSON.parse(swaps) as Record<string, [number, number]>).map(([place, [shown, chosen]]) => ({
      ...{ place: Number(place), shown, chosen },
    })),
  );
  return [...Map.groupBy(counted, ({ place }) => place)]
    .sort(([one], [other]) => one - other)
    .map(([place, some]) => ({
      place,
      shown: sum(some.map(({ shown }) => shown)),
      chosen: sum(some.map(({ chosen }) => chosen)),
    }));
}
