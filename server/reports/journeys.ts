import { deriveNext, type Rules } from "#server/journeys/deriving.ts";
import { limitsIn } from "#server/journeys/limits.ts";
import { isQualifiedRead } from "#server/measure/qualified-read.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { readSettings } from "#server/platform/settings.ts";
import { shiftWeek, type Week, weekCalendar, weeksBetween } from "#server/platform/weeks.ts";
import { REMEMBERED } from "./article-readers.ts";
import { markArticleWeeks } from "./article-week-store.ts";

/** Journeys know neither zones nor formulas: both are handed in here. */
export async function rulesOf(ctx: Context): Promise<Rules> {
  const settings = await readSettings(ctx);
  return { calendar: weekCalendar(settings.timeZone), isQualified: isQualifiedRead, limits: limitsIn(settings) };
}

/** The job: one reader's journeys, and the weeks whose articles have to be counted again for it. */
export async function deriveJourneys(ctx: Context): Promise<boolean> {
  const rules = await rulesOf(ctx);
  return inTransaction(ctx, async (ctx) => {
    const weeks = await deriveNext(ctx, rules);
    if (weeks !== null) await markArticleWeeks(ctx.db, withFollowing(weeks, rules.calendar.weekOf(ctx.clock.now())));
    return weeks !== null;
  });
}

/** Who opened an article in a week is no newcomer to it in the quarter after. */
const withFollowing = (weeks: readonly Week[], last: Week): Week[] => [
  ...new Set(
    weeks.flatMap((week) => {
      const until = shiftWeek(week, REMEMBERED);
      return [week, ...weeksBetween(shiftWeek(week, 1), until < last ? until : last)];
    }),
  ),
];
