import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { badRequest } from "#server/platform/errors.ts";
import { readSettings } from "#server/platform/settings.ts";
import { isWeek, type Week, weekCalendar, weekOfDate } from "#server/platform/weeks.ts";
import { staleFrom } from "./refreshing.ts";
import { recountSearches } from "./search-week-store.ts";
import { countedTwice, markStale, saveCount } from "./weekly-store.ts";

/** A week as another desk counted it: basic and other questions, and the people who could have asked. */
export type WeeklyCount = { week: string; source: string; basic: number; other: number; exposure: number };

/**
 * Keeps weeks counted elsewhere; the same week of the same source again replaces it. `week` is "2026-W10" or a date in
 * it. The jobs join them into the weekly facts.
 */
export async function importWeeklyCounts(ctx: Context, counts: readonly WeeklyCount[]): Promise<void> {
  const checked = counts.map((count) => ({ ...count, week: weekFor(count) }));
  await inTransaction(ctx, async (ctx) => {
    for (const { week, source, basic, other, exposure } of checked)
      await saveCount(ctx.db, { week, source, basic, other, exposure, imported_at: ctx.clock.now() });
    await markStale(
      ctx.db,
      checked.map(({ week }) => week),
    );
  });
}

function weekFor({ week, basic, other, exposure }: WeeklyCount): Week {
  const found = isWeek(week) ? week : weekOfDate(week);
  if (!found) throw badRequest(`"${week}" is neither a week like 2026-W10 nor a date like 2026-03-02.`);
  for (const [name, value] of Object.entries({ basic, other, exposure }))
    if (!Number.isInteger(value) || value < 0)
      throw badRequest(`${name} of ${week} has to be a whole number, not ${value}.`);
  if (exposure === 0) throw badRequest(`exposure of ${week} has to be the people who could have asked, at least one.`);
  return found;
}

/** After tickets or events were brought in with times of their own: the weeks they belong to are counted again. */
export async function recountWeeksOf(ctx: Context, happenedAt: readonly number[]): Promise<void> {
  const calendar = weekCalendar((await readSettings(ctx)).timeZone);
  const weeks = [...new Set(happenedAt.map(calendar.weekOf))];
  await inTransaction(ctx, async (ctx) => {
    await staleFrom(ctx, calendar, weeks);
    await recountSearches(ctx.db, weeks);
  });
}

/**
 * In words, when weeks were brought in both as counts and as tickets: the counts are taken, and no ticket counts again.
 * Null where no week was. The weeks have to be counted before.
 */
export async function sayCountedTwice(ctx: Context): Promise<string | null> {
  const { weeks, tickets } = await countedTwice(ctx.db);
  if (weeks === 0) return null;
  const [which, what] = [
    weeks === 1 ? "One week" : `${weeks} weeks`,
    tickets === 1 ? "One ticket" : `${tickets} tickets`,
  ];
  return `${which} came both as counts and as tickets; the counts are taken. ${what} brought in for ${weeks === 1 ? "it" : "them"} ${tickets === 1 ? "is" : "are"} not counted again.`;
}
