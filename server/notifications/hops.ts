import type { Context } from "#server/platform/context.ts";
import { lastHops } from "./mail-list-store.ts";

/**
 * Everything we send counts how often it has gone to and fro, and what answers it goes on counting: of two programs
 * that hide what they are, one stops at the limit.
 */
export const HOPS_HEADER = "X-Firstline-Hops";
export const MOST_HOPS = 5;

/** What a message says of itself; nobody is believed beyond four digits. */
export const hopsIn = (lines: readonly string[]): number =>
  Math.max(0, ...lines.filter((line) => /^\d{1,4}$/.test(line)).map(Number));

/** One more than what came in last about the same. People's mail programs do not pass it on, so it begins anew. */
export const nextHops = async (ctx: Context, about: string): Promise<number> =>
  ((await lastHops(ctx.db, about))?.hops ?? 0) + 1;
