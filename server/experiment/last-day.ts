import { Temporal } from "temporal-polyfill";
import { WEEK } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";

/** Events are kept for 180 days, and the last flow needs a week for its outcome. */
const MOST_WEEKS = 24;
const FEWEST_WEEKS = 1;

/** Midnight after this day in the organisation's zone, when it is a day an experiment can end on. */
export async function endOfDay(
  ctx: Context,
  day: string,
): Promise<{ ok: true; at: number } | { ok: false; sentence: string }> {
  const at = midnightAfter(day, (await readSettings(ctx)).timeZone);
  if (at === null) return { ok: false, sentence: "The last day is no date." };
  const weeks = (at - ctx.clock.now()) / WEEK;
  if (weeks < FEWEST_WEEKS || weeks > MOST_WEEKS)
    return { ok: false, sentence: `An experiment runs for ${FEWEST_WEEKS} to ${MOST_WEEKS} weeks.` };
  return { ok: true, at };
}

function midnightAfter(day: string, timeZone: string): number | null {
  try {
    return Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime({ timeZone }).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
