import { notify } from "#server/notifications/notifying.ts";
import { HOUR } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { moveCounter, readCounters } from "#server/platform/counters.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { readSettings } from "#server/platform/settings.ts";
import { mondayOf, weekCalendar } from "#server/platform/weeks.ts";
import { ownersOfDue } from "./due-store.ts";

const TOLD = "knowledge.digest-week";
const AT_ONCE = 100;
/** Nobody needs it in the night from Sunday to Monday. */
const MORNING = 8 * HOUR;

export const DIGEST = "knowledge.due";

/**
 * The job: once a week, every owner hears what is due of theirs. The week is that of the portal's time zone; whoever
 * has nothing due gets nothing.
 */
export async function sendDigests(ctx: Context): Promise<boolean> {
  const { timeZone } = await readSettings(ctx);
  const week = weekCalendar(timeZone).weekOf(ctx.clock.now() - MORNING);
  const monday = mondayOf(week);
  const told = (await readCounters(ctx, [TOLD])).get(TOLD) ?? 0;
  if (told >= monday) return false;
  await inTransaction(ctx, async (ctx) => {
    for (let last = 0; ; ) {
      const owners = await ownersOfDue(ctx.db, last, AT_ONCE);
      for (const { id } of owners)
        await notify(ctx, {
          ...{ kind: DIGEST, to: { id }, about: "knowledge", payload: {}, urgency: "low" },
          ...{ reason: `articles due in ${week}`, address: "/knowledge/due", rule: "You own them" },
          sentence: "Articles of yours are due for a look.",
        });
      if (owners.length < AT_ONCE) break;
      last = owners.at(-1)?.id ?? last;
    }
    await moveCounter(ctx, TOLD, monday - told);
  });
  return false;
}
