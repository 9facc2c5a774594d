import { ladderLag } from "#server/escalation/climbing-trouble.ts";
import { heldSince } from "#server/notifications/holding.ts";
import { oldestWaiting } from "#server/notifications/trouble.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { lastTick } from "#server/platform/lease.ts";

/** A step that is later than this is one that nobody may have heard of. */
export const LATE = 2 * MINUTE;

export type Wellness = {
  /** When the timetable was last seen at work; null where it never was. */
  tickAt: number | null;
  /** How late the oldest step is, ms. */
  ladderLate: number;
  stepsLate: number;
  /** Since when the oldest message waits. */
  oldestMail: number | null;
  isHeld: boolean;
};

/** What tells whether people are told of what waits. A few rows of indexes, whatever the number of tickets. */
export async function wellness(ctx: Context): Promise<Wellness> {
  const now = ctx.clock.now();
  const { count, oldest } = await ladderLag(ctx);
  return {
    tickAt: await lastTick(ctx),
    stepsLate: count,
    ladderLate: oldest === null ? 0 : Math.max(0, now - oldest),
    oldestMail: await oldestWaiting(ctx),
    isHeld: (await heldSince(ctx)) !== null,
  };
}

const minutes = (ms: number) => `${Math.floor(ms / MINUTE)} min`;

/** What everybody on staff has to know: nobody is told of what waits. Null while all is well. */
export function alarmIn({ tickAt, ladderLate, stepsLate, isHeld }: Wellness, now: number): string | null {
  if (isHeld) return null;
  const TELL = "Nobody is told of what waits; look at the desk yourselves. An admin finds out why under Settings.";
  if (tickAt !== null && now - tickAt > LATE)
    return `The portal has done nothing by itself for ${minutes(now - tickAt)}. ${TELL}`;
  if (ladderLate <= LATE) return null;
  return `Ladders stand still: ${stepsLate === 1 ? "a step is" : `${stepsLate} steps are`} late, the oldest by ${minutes(ladderLate)}. ${TELL}`;
}

/** Well enough to say so outside: ladders move, and no message waits for an hour. Held mail is no illness. */
export const isWell = (state: Wellness, now: number): boolean =>
  alarmIn(state, now) === null && (state.isHeld || state.oldestMail === null || now - state.oldestMail < HOUR);
