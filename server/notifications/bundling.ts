import type { Context } from "#server/platform/context.ts";
import { holdPending, queuedSince } from "./store.ts";

/** How many messages of a kind were queued for somebody since an instant. */
export const countQueued = async (ctx: Context, kind: string, personId: number, since: number): Promise<number> =>
  Number((await queuedSince(ctx.db, kind, personId, since)).count);

/** Whether one of this kind still waits for them. What this transaction writes can be said in it: it does not leave before. */
export const stillWaits = async (ctx: Context, kind: string, personId: number): Promise<boolean> =>
  (await holdPending(ctx.db, kind, personId)).numUpdatedRows > 0n;
