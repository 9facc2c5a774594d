import { forgottenUntil } from "#server/journeys/retention.ts";
import { normalised } from "#server/journeys/seen.ts";
import { sum } from "#server/measure/figures.ts";
import { searchHealth } from "#server/measure/ranking.ts";
import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { shiftWeek, type Week, type WeekCalendar, weekCalendar, weeksBetween } from "#server/platform/weeks.ts";
import { type SearchDone, type SearchStep, searchesDone } from "./search-steps.ts";
import * as store from "./search-week-store.ts";

const RECOUNT = 10 * MINUTE;
/** What was searched for at the end of a week may be chosen a little later. */
const AFTERWARDS = 30 * MINUTE;

/** The job: counts the searches of one week that was not counted yet, or that still runs. */
export async function countSearchWeeks(ctx: Context): Promise<boolean> {
  const calendar = weekCalendar((await readSettings(ctx)).timeZone);
  const due = await dueWeek(ctx, calendar);
  if (due) await countSearchWeek(ctx, calendar, due);
  return due !== undefined;
}

/** A week some of whose events are forgotten keeps what was counted of it. */
async function dueWeek(ctx: Context, calendar: WeekCalendar): Promise<Week | undefined> {
  const first = await store.firstSearchAt(ctx.db);
  if (first === null) return undefined;
  const now = ctx.clock.now();
  const { events } = await forgottenUntil(ctx);
  const counted = new Map((await store.countedSearchWeeks(ctx.db)).map((one) => [one.week, one]));
  const running = calendar.weekOf(now);
  return weeksBetween(calendar.weekOf(first), running).find((week) => {
    if (calendar.start(week) < events) return false;
    const known = counted.get(week);
    if (known?.zone !== calendar.timeZone) return true;
    const isOpen = week >= shiftWeek(running, -1) && known.countedAt < calendar.end(week) + AFTERWARDS;
    return isOpen && now - known.countedAt >= RECOUNT;
  });
}

/** For a rebuild: what was counted right stays byte for byte, and so does a week some of whose events are forgotten. */
export async function recountSearchWeek(ctx: Context, calendar: WeekCalendar, week: Week): Promise<void> {
  const known = (await store.countedSearchWeeks(ctx.db)).find((one) => one.week === week);
  const { events } = await forgottenUntil(ctx);
  if (known && calendar.start(week) >= events) await countSearchWeek(ctx, calendar, week, known.countedAt);
}

export async function countSearchWeek(
  ctx: Context,
  calendar: WeekCalendar,
  week: Week,
  countedAt = ctx.clock.now(),
): Promise<void> {
  const [start, end] = [calendar.start(week), calendar.end(week)];
  const rows = await store.stepsBetween(ctx.db, start, end + AFTERWARDS);
  const byReader = Map.groupBy(rows, ({ reader }) => reader);
  const done = [...byReader].map(([, some]) => doneIn(some.flatMap(stepOf), end)).filter((some) => some.length > 0);
  const about = { week, zone: calendar.timeZone, counted_at: countedAt };
  await store.saveSearchWeek(ctx.db, { ...about, ...countsOf(done.flat()), readers: done.length });
}

/** Only what began in the week is of it. */
const doneIn = (steps: readonly SearchStep[], end: number): SearchDone[] => {
  const begun = steps.filter(({ at, type }) => at < end || type !== "search");
  return searchesDone(begun);
};

type Row = Awaited<ReturnType<typeof store.stepsBetween>>[number];
type Data = { results?: number | null; rank?: number; list?: string; swap?: number | null };

function stepOf({ at, type, data, text }: Row): SearchStep[] {
  const { results = null, rank = 0, list, swap = null }: Data = JSON.parse(data);
  if (type === "search") return [{ at, type, results, text: text === null ? null : normalised(text) }];
  // Only results are swapped; what was listed elsewhere must not stand before them.
  if (type === "impression") return list === "search" ? [{ at, type, swap }] : [];
  // Chosen from another list: it ends the search all the same, and has no place in this one.
  return [{ at, type: "click", rank: list === "search" ? rank : 0 }];
}

export function countsOf(
  done: readonly SearchDone[],
): Omit<store.SearchWeek, "week" | "zone" | "counted_at" | "readers"> {
  const ranks = done.flatMap(({ rank }) => (rank ? [rank] : []));
  const health = done.length === 0 ? null : searchHealth(done);
  return {
    searches: done.length,
    zero: done.filter(({ results }) => results === 0).length,
    reformulated: done.filter(({ isReformulated }) => isReformulated).length,
    clicked: ranks.length,
    ms_to_click: health?.msToFirstClick == null ? null : Math.round(health.msToFirstClick),
    reciprocal: sum(ranks.map((rank) => 1 / rank)),
    swaps: JSON.stringify(swapsOf(done)),
  };
}

/** What stood first before stands in the swapped place now: was it chosen there? */
function swapsOf(done: readonly SearchDone[]): Record<string, [shown: number, chosen: number]> {
  const byPlace = Map.groupBy(
    done.filter(({ swap }) => swap !== null),
    ({ swap }) => swap as number,
  );
  return Object.fromEntries(
    [...byPlace]
      .sort(([one], [other]) => one - other)
      .map(([place, some]) => [place, [some.length, some.filter(({ rank }) => rank === place).length]]),
  );
}
