import type { Context } from "#server/platform/context.ts";
import { countOfEntries, type Entry, entriesAfter } from "./store.ts";
import { hashOf } from "./trail.ts";

const BATCH = 1000;

export type Verdict = { checked: number; broken: { seq: number; reason: string } | null };

/** Walks the whole chain and names the first link that is changed, missing or cut off. */
export async function verifyTrail(ctx: Pick<Context, "db" | "keys">): Promise<Verdict> {
  let last: Entry | undefined;
  for (;;) {
    const entries = await entriesAfter(ctx.db, last?.seq ?? 0, BATCH);
    if (entries.length === 0) break;
    for (const entry of entries) {
      const reason = whatIsWrong(ctx, entry, last);
      if (reason) return { checked: last?.seq ?? 0, broken: { seq: entry.seq, reason } };
      last = entry;
    }
  }
  const [checked, written] = [last?.seq ?? 0, await countOfEntries(ctx.db)];
  return {
    checked,
    broken: checked < written ? { seq: checked + 1, reason: `the newest ${written - checked} are missing` } : null,
  };
}

function whatIsWrong(ctx: Pick<Context, "keys">, entry: Entry, last: Entry | undefined): string | null {
  if (entry.seq !== (last?.seq ?? 0) + 1) return "an entry before it is missing";
  if (entry.previous_hash !== (last?.hash ?? "")) return "it does not follow the entry before it";
  return entry.hash === hashOf(ctx, entry) ? null : "its content was changed";
}
