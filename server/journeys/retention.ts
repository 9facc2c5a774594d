import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { forgetEventsBefore, forgetTextsBefore } from "./store.ts";

/** What somebody typed is kept so long, the bare event longer; counts and journeys, which name nobody, for ever. */
export const TEXTS_KEPT = 90 * DAY;
export const EVENTS_KEPT = 180 * DAY;

const AT_ONCE = 1000;

/** The job: forgets some of what is too old, and says whether there may be more. */
export async function forgetOldEvents(ctx: Context): Promise<boolean> {
  const now = ctx.clock.now();
  const texts = await forgetTextsBefore(ctx.db, now - TEXTS_KEPT, AT_ONCE);
  const events = await forgetEventsBefore(ctx.db, now - EVENTS_KEPT, AT_ONCE);
  return texts === AT_ONCE || events === AT_ONCE;
}
