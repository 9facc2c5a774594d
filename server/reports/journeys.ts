import { deriveNext, type Rules } from "#server/journeys/deriving.ts";
import { isQualifiedRead } from "#server/measure/qualified-read.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { readSettings } from "#server/platform/settings.ts";
import { weekCalendar } from "#server/platform/weeks.ts";
import { markArticleWeeks } from "./article-week-store.ts";

/** Journeys know neither zones nor formulas: both are handed in here. */
export async function rulesOf(ctx: Context): Promise<Rules> {
  return { calendar: weekCalendar((await readSettings(ctx)).timeZone), isQualified: isQualifiedRead };
}

/** The job: one reader's journeys, and the weeks whose articles have to be counted again for it. */
export async function deriveJourneys(ctx: Context): Promise<boolean> {
  const rules = await rulesOf(ctx);
  return inTransaction(ctx, async (ctx) => {
    const weeks = await deriveNext(ctx, rules);
    if (weeks !== null) await markArticleWeeks(ctx.db, weeks);
    return weeks !== null;
  });
}
