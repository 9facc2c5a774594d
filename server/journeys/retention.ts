import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { moveCounter, readCounters } from "#server/platform/counters.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { earliestStale, forgetEventsBefore, forgetTextsBefore } from "./store.ts";

/** What somebody typed is kept so long, the bare event longer; counts and journeys, which name nobody, for ever. */
export const TEXTS_KEPT = 90 * DAY;
export const EVENTS_KEPT = 180 * DAY;

const AT_ONCE = 1000;
const TEXTS_MARK = "journal.texts-forgotten-until";
const EVENTS_MARK = "journal.events-forgotten-until";

/** Up to when texts and events may be gone. */
export async function forgottenUntil(ctx: Context): Promise<{ texts: number; events: number }> {
  const marks = await readCounters(ctx, [TEXTS_MARK, EVENTS_MARK]);
  return { texts: marks.get(TEXTS_MARK) ?? 0, events: marks.get(EVENTS_MARK) ?? 0 };
}

/** The job: forgets some of what is too old, and says whether there may be more. What journeys do not know yet is kept. */
export async function forgetOldEvents(ctx: Context): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    const now = ctx.clock.now();
    const known = (await earliestStale(ctx.db)) ?? now;
    const [textsTo, eventsTo] = [Math.min(known, now - TEXTS_KEPT), Math.min(known, now - EVENTS_KEPT)];
    const texts = await forgetTextsBefore(ctx.db, textsTo, AT_ONCE);
    const events = await forgetEventsBefore(ctx.db, eventsTo, AT_ONCE);
    const before = await forgottenUntil(ctx);
    await moveCounter(ctx, TEXTS_MARK, Math.max(0, textsTo - before.texts));
    await moveCounter(ctx, EVENTS_MARK, Math.max(0, eventsTo - before.events));
    return texts === AT_ONCE || events === AT_ONCE;
  });
}
