import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { oldestCalls, oldestNotices, removeCalls, removeNotices } from "./forgetting-store.ts";

/** What the portal told somebody, and who was told of a ticket, is kept so long. */
export const NOTICES_KEPT = 365 * DAY;
export const CALLS_KEPT = 90 * DAY;

const AT_ONCE = 500;

/** The job: entries too old for anybody to look up. Whether a message went out stays written down without them. */
export async function forgetOldNotices(ctx: Context): Promise<boolean> {
  const old = olderThan(await oldestNotices(ctx.db, AT_ONCE), ctx.clock.now() - NOTICES_KEPT);
  if (old.length > 0) await inTransaction(ctx, (ctx) => removeNotices(ctx.db, old));
  return old.length === AT_ONCE;
}

/** The job: what webhooks were told, once it is settled. */
export async function forgetOldCalls(ctx: Context): Promise<boolean> {
  const old = olderThan(await oldestCalls(ctx.db, AT_ONCE), ctx.clock.now() - CALLS_KEPT);
  return old.length > 0 && (await removeCalls(ctx.db, old)) === AT_ONCE;
}

const olderThan = (rows: readonly { id: number; at: number }[], then: number): number[] =>
  rows.filter(({ at }) => at < then).map(({ id }) => id);
