import type { Context } from "#server/platform/context.ts";
import { moveCounter, readCounters } from "#server/platform/counters.ts";

const COUNTER = "knowledge.version";

/**
 * The number of this change; call it first in the transaction. The counter's row lets one writer pass at a time, so
 * whoever has seen a version has seen everything before it.
 */
export async function nextVersion(ctx: Context): Promise<number> {
  await moveCounter(ctx, COUNTER, 1);
  return knowledgeVersion(ctx);
}

export async function knowledgeVersion(ctx: Pick<Context, "db">): Promise<number> {
  return (await readCounters(ctx, [COUNTER])).get(COUNTER) ?? 0;
}
