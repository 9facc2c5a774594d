import type { Context } from "#server/platform/context.ts";
import { moveCounter } from "#server/platform/counters.ts";
import { type Entry, lastEntry, saveEntry } from "./store.ts";

declare module "#server/platform/context.ts" {
  interface Context {
    /** By which token somebody does this, where a program does it for them. */
    via?: { token: number };
  }
}

/** Who did it: a person by id, or the portal itself. Personal data is referred to, never copied. */
export type Actor = { id: number | null; kind: "person" | "portal" | "command line" };

export type Deed = { by: Actor; action: string; object: string; data?: Record<string, unknown> };

export const byPerson = (person: { id: number }): Actor => ({ id: person.id, kind: "person" });
export const byPortal: Actor = { id: null, kind: "portal" };
export const byCommandLine: Actor = { id: null, kind: "command line" };

/** Adds a link to the chain. Call it inside the transaction that changes the thing. */
export async function recordDeed(ctx: Context, deed: Deed): Promise<void> {
  // The counter's row is the queue: two writers at once would otherwise both follow the same entry.
  await moveCounter(ctx, "audit.entries", 1);
  const last = await lastEntry(ctx.db);
  const entry = {
    seq: (last?.seq ?? 0) + 1,
    at: ctx.clock.now(),
    actor_id: deed.by.id,
    actor_kind: deed.by.kind,
    action: deed.action,
    object: deed.object,
    data: JSON.stringify({ ...deed.data, ...ctx.via }),
    previous_hash: last?.hash ?? "",
  };
  await saveEntry(ctx.db, { ...entry, hash: hashOf(ctx, entry) });
}

/** The key lies outside the database, so whoever can only write to it cannot forge a link. */
export function hashOf(ctx: Pick<Context, "keys">, entry: Omit<Entry, "hash">): string {
  const content = [
    entry.seq,
    entry.at,
    entry.actor_id,
    entry.actor_kind,
    entry.action,
    entry.object,
    entry.data,
    entry.previous_hash,
  ];
  return ctx.keys.sign("audit", JSON.stringify(content));
}
