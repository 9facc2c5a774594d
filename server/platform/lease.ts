import { SECOND } from "./clock.ts";
import type { Context } from "./context.ts";
import { TIMETABLE } from "./database/superseded.ts";
import { inTransaction } from "./database/transaction.ts";
import { findOutage, noteOutage, type Outage } from "./outages.ts";

/** How long a process that fell silent keeps the work from the others. It says that it lives far more often. */
export const LEASE = 30 * SECOND;

/** A lease in force: its fence moves with every change of hands. `outage`: what was found out while taking it. */
export type Lease = { fence: number; outage: Outage | null };

/**
 * Takes or renews the lease. Null: another process has it. `isAlone`: the lock of the data folder proves that whoever
 * had it before is dead.
 */
export async function holdLease(ctx: Context, owner: string, isAlone: boolean): Promise<Lease | null> {
  return inTransaction(ctx, async (ctx) => {
    const now = ctx.clock.now();
    const held = await lockLease(ctx);
    if (held && held.owner !== owner && !isAlone && isInForce(held.until_at, now)) return null;
    const fence = (held?.fence ?? 0) + (held?.owner === owner ? 0 : 1);
    await writeLease(ctx, { owner, fence, until_at: now + LEASE, tick_at: now });
    const outage = held ? findOutage(held.tick_at, now) : null;
    if (outage) await noteOutage(ctx, outage);
    return { fence, outage };
  });
}

/** An end further away than any lease lasts was written by a clock that was wrong. */
const isInForce = (until: number, now: number) => until > now && until <= now + LEASE;

/** So that the next process need not wait. The last sign of life stays. */
export const giveUpLease = async (ctx: Context, owner: string): Promise<void> =>
  void (await ctx.db
    .updateTable("job_lease")
    .set({ until_at: ctx.clock.now() })
    .where("name", "=", TIMETABLE)
    .where("owner", "=", owner)
    .execute());

/** Whoever else wants it waits until we are done. */
const lockLease = (ctx: Context) =>
  ctx.db
    .updateTable("job_lease")
    .set((set) => ({ fence: set.ref("fence") }))
    .where("name", "=", TIMETABLE)
    .returningAll()
    .executeTakeFirst();

const writeLease = (
  ctx: Context,
  lease: { owner: string; fence: number; until_at: number; tick_at: number },
): Promise<unknown> =>
  ctx.db
    .insertInto("job_lease")
    .values({ name: TIMETABLE, ...lease })
    .onConflict((one) => one.column("name").doUpdateSet(lease))
    .execute();

/** When the work was last seen going on; null before it ever began. */
export async function lastTick(ctx: Pick<Context, "db">): Promise<number | null> {
  const row = await ctx.db.selectFrom("job_lease").select("tick_at").where("name", "=", TIMETABLE).executeTakeFirst();
  return row?.tick_at ?? null;
}
