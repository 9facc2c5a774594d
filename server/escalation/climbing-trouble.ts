import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import * as store from "./ladder-store.ts";

const LONGEST_WAIT = 60 * MINUTE;

/** A ladder that fails is tried again later and later, is shown, and never holds up the others. */
export async function noteFailure(ctx: Context, { id, tries }: { id: number; tries: number }, error: unknown) {
  const last_error = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  const wait = Math.min(MINUTE * 2 ** tries, LONGEST_WAIT);
  await store.noteTrouble(ctx.db, id, { last_error, tries: tries + 1, retry_at: ctx.clock.now() + wait });
}

export const noteSuccess = (ctx: Context, about: number) => store.clearTrouble(ctx.db, about);

/** How many steps should have been taken by now, since when the oldest waits, and why one cannot go on. */
export async function ladderLag(
  ctx: Context,
): Promise<{ count: number; oldest: number | null; failing: string | null }> {
  const { count, oldest } = await store.oldestDue(ctx.db, ctx.clock.now());
  const failing = (await store.failingEscalation(ctx.db))?.last_error ?? null;
  return { count: Number(count), oldest: oldest === null ? null : Number(oldest), failing };
}

/** Those that cannot go on, with what went wrong last; what is tried again first stands first. */
export const laddersInTrouble = (ctx: Context, limit: number) => store.failingEscalations(ctx.db, limit);
