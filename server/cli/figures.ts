import type { Context } from "#server/platform/context.ts";
import { deriveJourneys } from "#server/reports/journeys.ts";
import { refreshWeeks } from "#server/reports/refreshing.ts";

/** What the jobs of a running portal do within seconds: journeys and weeks follow what is stored. */
export async function bringFiguresUpToDate(ctx: Context): Promise<void> {
  while (await deriveJourneys(ctx));
  while (await refreshWeeks(ctx));
}
