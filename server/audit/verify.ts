import type { Context } from "#server/platform/context.ts";
import { isGenuine, readSeals, type Seal } from "./seals.ts";
import { countOfEntries, type Entry, entriesAfter } from "./store.ts";
import { hashOf } from "./trail.ts";

const BATCH = 1000;

/** The whole of it once a day, as nobody looks at every entry. */
export async function watchTrail(ctx: Context): Promise<boolean> {
  const { broken } = await verifyTrail(ctx);
  if (broken) ctx.log.error({ broken }, "The audit trail was changed.");
  return false;
}

type Trail = Pick<Context, "db" | "keys" | "config">;

export type Verdict = { checked: number; broken: { seq: number; reason: string } | null };

/**
 * Walks the chain and names the first link that is changed, missing or cut off, or was sealed otherwise. `newest`: only
 * so many of the last entries, for whoever waits for a page.
 */
export async function verifyTrail(ctx: Trail, newest = Number.POSITIVE_INFINITY): Promise<Verdict> {
  const seals = new Map(readSeals(ctx).map((seal) => [seal.seq, seal]));
  const before = Math.max(0, (await countOfEntries(ctx.db)) - newest);
  let last: Entry | undefined = before > 0 ? (await entriesAfter(ctx.db, before - 1, 1))[0] : undefined;
  for (;;) {
    const entries = await entriesAfter(ctx.db, last?.seq ?? 0, BATCH);
    if (entries.length === 0) break;
    for (const entry of entries) {
      const reason = whatIsWrong(ctx, entry, last) ?? againstSeal(ctx, entry, seals.get(entry.seq));
      if (reason) return { checked: last?.seq ?? 0, broken: { seq: entry.seq, reason } };
      last = entry;
    }
  }
  return { checked: last?.seq ?? 0, broken: await whatIsCutOff(ctx, last?.seq ?? 0, Math.max(0, ...seals.keys())) };
}

function whatIsWrong(ctx: Trail, entry: Entry, last: Entry | undefined): string | null {
  if (entry.seq !== (last?.seq ?? 0) + 1) return "an entry before it is missing";
  if (entry.previous_hash !== (last?.hash ?? "")) return "it does not follow the entry before it";
  return entry.hash === hashOf(ctx, entry) ? null : "its content was changed";
}

function againstSeal(ctx: Trail, entry: Entry, seal: Seal | undefined): string | null {
  if (!seal) return null;
  const day = new Date(seal.at).toISOString();
  if (!isGenuine(ctx, seal)) return `its seal of ${day} is forged`;
  return seal.hash === entry.hash ? null : `it is another one than was sealed at ${day}`;
}

/** The counter knows how many were written; the seals know it even where the whole database is an older one. */
async function whatIsCutOff(ctx: Trail, checked: number, sealed: number): Promise<Verdict["broken"]> {
  const written = Math.max(await countOfEntries(ctx.db), sealed);
  return checked < written ? { seq: checked + 1, reason: `the newest ${written - checked} are missing` } : null;
}
