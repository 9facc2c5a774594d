import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { endOf } from "./drill.ts";
import { firstDrill, removeDrill } from "./drill-store.ts";

/** How somebody did is nobody's business for longer. */
const KEPT = 365 * DAY;

/** The job: the oldest practice with all that was done in it. They are numbered as they began, so the first is it. */
export async function forgetOldDrills(ctx: Context): Promise<boolean> {
  const drill = await firstDrill(ctx.db);
  if (!drill || (drill.endedAt ?? endOf(drill)) > ctx.clock.now() - KEPT) return false;
  await inTransaction(ctx, (ctx) => removeDrill(ctx.db, drill.id));
  return true;
}
