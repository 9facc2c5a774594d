import { MINUTE, SECOND } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { channelTrouble, clearChannelTrouble, saveChannelTrouble } from "./delivery-store.ts";

const MAIL = "mail";
/** While the server cannot be reached one message at a time asks for it, and none of them loses a try. */
const GAPS = [30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE];
const LONGEST_GAP = 10 * MINUTE;

export async function isOpen(ctx: Context): Promise<boolean> {
  const trouble = await channelTrouble(ctx.db, MAIL);
  return !trouble || trouble.retry_at <= ctx.clock.now();
}

export async function noteUnreachable(ctx: Context, reason: string): Promise<void> {
  const now = ctx.clock.now();
  const before = await channelTrouble(ctx.db, MAIL);
  const failures = (before?.failures ?? 0) + 1;
  const retry_at = now + (GAPS[failures - 1] ?? LONGEST_GAP);
  ctx.log.warn({ failures, reason }, "The mail server cannot be reached; messages wait.");
  await saveChannelTrouble(ctx.db, {
    name: MAIL,
    failing_since: before?.failing_since ?? now,
    failures,
    retry_at,
    last_error: reason,
  });
}

export const noteReached = (ctx: Context) => clearChannelTrouble(ctx.db, MAIL);

export type Trouble = { since: number; retryAt: number; reason: string };

/** Null while the mail server takes messages, or none was tried. */
export async function mailTrouble(ctx: Context): Promise<Trouble | null> {
  const row = await channelTrouble(ctx.db, MAIL);
  return row ? { since: row.failing_since, retryAt: row.retry_at, reason: row.last_error } : null;
}
