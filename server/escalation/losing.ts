import type { Context } from "#server/platform/context.ts";
import type { Place } from "./ladder.ts";
import * as store from "./ladder-store.ts";

/** A step of one ladder, and whom it told. */
export type TakenStep = { about: number; firedAt: number; told: number[]; isLost: boolean };

export async function takenStep(ctx: Context, escalationId: number, place: Place): Promise<TakenStep | null> {
  const about = await store.ticketOf(ctx.db, escalationId);
  if (about === undefined) return null;
  const fires = await store.firesAbout(ctx.db, about);
  const one = fires.find(
    ({ escalation_id, round, step }) => escalation_id === escalationId && round === place.round && step === place.step,
  );
  if (one?.outcome !== "told") return null;
  return { about, firedAt: one.fired_at, told: JSON.parse(one.told) as number[], isLost: one.lost_at !== null };
}

/** Of this step nobody can hear any more: the one after it does not wait. Noted once; call it in the transaction of the change. */
export const noteLost = (ctx: Context, escalationId: number, { round, step }: Place, now: number) =>
  store.addLost(ctx.db, { escalation_id: escalationId, round, step, lost_at: now });
