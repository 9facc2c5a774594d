import { deriveNext, type Rules } from "#server/journeys/deriving.ts";
import { isQualifiedRead } from "#server/measure/qualified-read.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { weekCalendar } from "#server/platform/weeks.ts";

/** Journeys know neither zones nor formulas: both are handed in here. */
export async function rulesOf(ctx: Context): Promise<Rules> {
  return { calendar: weekCalendar((await readSettings(ctx)).timeZone), isQualified: isQualifiedRead };
}

/** The job. */
export const deriveJourneys = async (ctx: Context) => deriveNext(ctx, await rulesOf(ctx));
