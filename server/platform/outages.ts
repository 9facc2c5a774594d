import { MINUTE, SECOND } from "./clock.ts";
import type { Context } from "./context.ts";
import type { Id } from "./database/tables.ts";

export const OUTAGE_REASONS = ["stood still", "clock set back"] as const;

/** A time in which the portal did nothing by itself, or a stretch that the machine's clock showed twice. */
export type Outage = { from: number; to: number; reason: (typeof OUTAGE_REASONS)[number] };

declare module "./database/tables.ts" {
  interface Tables {
    outage: { id: Id; from_at: number; to_at: number; reason: Outage["reason"] };
  }
}

/** A shorter silence is a restart. */
const SILENCE = 5 * MINUTE;
/** Machines put their clocks right by less than this all the time. */
const SET_BACK = 10 * SECOND;

/** What the time since the last sign of life says. Pure. */
export function findOutage(lastTick: number, now: number): Outage | null {
  if (now - lastTick > SILENCE) return { from: lastTick, to: now, reason: "stood still" };
  if (lastTick - now > SET_BACK) return { from: now, to: lastTick, reason: "clock set back" };
  return null;
}

export const noteOutage = (ctx: Context, { from, to, reason }: Outage): Promise<unknown> =>
  ctx.db.insertInto("outage").values({ from_at: from, to_at: to, reason }).execute();

/** Those that were not over before an instant, oldest first. */
export async function outagesSince(ctx: Pick<Context, "db">, since: number): Promise<Outage[]> {
  if (since === Infinity) return [];
  const rows = await ctx.db
    .selectFrom("outage")
    .select(["from_at as from", "to_at as to", "reason"])
    .where("to_at", ">=", since)
    .orderBy("to_at")
    .execute();
  return rows;
}

/** Whether the portal stood still at an instant. What the clock showed twice was not an absence. */
export const wasOutage = (outages: readonly Outage[], at: number): boolean =>
  outages.some(({ from, to, reason }) => reason === "stood still" && from <= at && at < to);
