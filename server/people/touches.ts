import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { endSessionsBefore, touchSession } from "./store.ts";

declare module "#server/platform/context.ts" {
  interface Context {
    /** When sessions were last seen, waiting to be written together: token hash → time. */
    touches: Map<string, number>;
  }
}

export async function writeTouches(ctx: Context): Promise<boolean> {
  if (ctx.touches.size === 0) return false;
  const waiting = [...ctx.touches];
  ctx.touches.clear();
  await inTransaction(ctx, async (ctx) => {
    for (const [hash, seenAt] of waiting) await touchSession(ctx.db, hash, seenAt);
  });
  return false;
}

export async function forgetOldSessions(ctx: Context): Promise<boolean> {
  await endSessionsBefore(ctx.db, ctx.clock.now());
  return false;
}
