import { rebuildJourneys } from "#server/journeys/deriving.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { readSettings } from "#server/platform/settings.ts";
import { weekCalendar } from "#server/platform/weeks.ts";
import { countArticleWeek } from "./article-weeks.ts";
import { rulesOf } from "./journeys.ts";
import { countWeek, knownWeeks } from "./refreshing.ts";
import { recountSearchWeek } from "./search-weeks.ts";

/** How far something is: "weeks", 12 of 52. */
export type Progress = (what: string, done: number, of: number) => void;

/** Counts every week anew. What it finds is byte for byte what the jobs have found, unless something was wrong. */
export async function rebuildWeeks(ctx: Context, tell: Progress = () => {}): Promise<void> {
  const calendar = weekCalendar((await readSettings(ctx)).timeZone);
  const weeks = await knownWeeks(ctx, calendar);
  for (const [done, week] of weeks.entries()) {
    tell("weeks", done, weeks.length);
    await inTransaction(ctx, async (ctx) => {
      await countWeek(ctx, calendar, week);
      await countArticleWeek(ctx, calendar, week);
      await recountSearchWeek(ctx, calendar, week);
    });
  }
  tell("weeks", weeks.length, weeks.length);
}

/** Journeys and weeks from what is stored of events, tickets and accounts. */
export async function rebuildMeasures(ctx: Context, tell: Progress = () => {}): Promise<void> {
  await rebuildJourneys(ctx, await rulesOf(ctx), (done, of) => tell("readers", done, of));
  await rebuildWeeks(ctx, tell);
}
