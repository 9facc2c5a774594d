import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, tooLate } from "#server/platform/errors.ts";
import * as store from "./brake-store.ts";
import type { KeptEscalation } from "./climbing.ts";

/** What is due within this time is one storm. */
const TICK = MINUTE;
/** As many steps may be taken in one tick, or a tenth of all open questions, whichever is more. */
const LEAST_ALLOWED = 20;
const SHARE = 0.1;
/** Nobody is told more often than this in so short a time. */
const MOST_FOR_ONE = 10;
const WINDOW = 10 * MINUTE;
/** Then what is held goes on by itself: one step a minute for each person. */
export const HELD_FOR = 30 * MINUTE;
export const PACE = MINUTE;

/** Why a step may not be taken now. */
export type Reason = { cause: store.BrakeCause; personId: number | null; allowed: number };

/** Pure: how many steps may be taken in one tick while so many questions are open. */
export const allowedAtOnce = (open: number): number => Math.max(LEAST_ALLOWED, Math.floor(open * SHARE));

/** Whether telling these people now would be part of a storm. What a brake has let go is not held again. */
export async function tooMuch(
  ctx: Context,
  { id, lockNo }: KeptEscalation,
  told: readonly number[],
  open: number,
): Promise<Reason | null> {
  if (told.length === 0 || (await store.wasHeld(ctx.db, id, lockNo))) return null;
  const now = ctx.clock.now();
  const allowed = allowedAtOnce(open);
  if ((await store.stepsTakenSince(ctx.db, now - TICK)) >= allowed) return { cause: "many", personId: null, allowed };
  const times = await store.timesTold(ctx.db, told, now - WINDOW);
  const personId = told.find((one) => (times.get(one) ?? 0) >= MOST_FOR_ONE);
  return personId === undefined ? null : { cause: "person", personId, allowed: MOST_FOR_ONE };
}

/** Holds a step. Says which brake does, and whether it was tripped by this one. */
export async function holdStep(ctx: Context, { id, lockNo }: KeptEscalation, reason: Reason) {
  const now = ctx.clock.now();
  const open = await store.openBrake(ctx.db);
  const { cause, personId, allowed } = reason;
  const brake = open?.id ?? (await store.addBrake(ctx.db, { tripped_at: now, cause, person_id: personId, allowed }));
  await store.addHold(ctx.db, { escalation_id: id, lock_no: lockNo, brake_id: brake, held_at: now });
  return { brake, isNew: open === undefined };
}

/** The brake that is on, if any. */
export const brakeNow = (ctx: Pick<Context, "db">) => store.openBrake(ctx.db);
export const heldByBrake = (ctx: Pick<Context, "db">, limit: number) => store.heldNow(ctx.db, limit);
export const countHeld = (ctx: Pick<Context, "db">) => store.countHeld(ctx.db);
export const letGo = (ctx: Context, escalationId: number) => store.letGo(ctx.db, escalationId, ctx.clock.now());

/** Those of these people who were told so lately that they have to be left alone for a moment. */
export const toldJustNow = async (ctx: Context, ids: readonly number[]): Promise<boolean> =>
  (await store.timesTold(ctx.db, ids, ctx.clock.now() - PACE)).size > 0;

/** Nothing is held any more. */
export async function endBrakeIfEmpty(ctx: Context): Promise<void> {
  const brake = await store.openBrake(ctx.db);
  if (brake && (await store.countHeld(ctx.db)) === 0) await store.endBrake(ctx.db, brake.id, ctx.clock.now(), null);
}

/** Somebody looked at it and decided that everybody shall be told now. */
export async function releaseBrake(ctx: Context, by: Person): Promise<void> {
  if (!can(by, "ladder.release")) throw forbidden("Only those who lead may let it go.");
  await inTransaction(ctx, async (ctx) => {
    const brake = await store.openBrake(ctx.db);
    const ended = brake && (await store.endBrake(ctx.db, brake.id, ctx.clock.now(), by.id));
    if (!brake || !ended?.numUpdatedRows) throw tooLate("It was let go already.");
    const held = await store.countHeld(ctx.db);
    await store.letAllGo(ctx.db, ctx.clock.now());
    await recordDeed(ctx, {
      by: byPerson(by),
      action: "released ladders",
      object: `brake ${brake.id}`,
      data: { held },
    });
  });
}
