import { randomUUID } from "node:crypto";
import type { Context } from "./context.ts";
import { giveUpLease, holdLease, LEASE } from "./lease.ts";

/** A time in which this process does the work without a break. A new one begins with a change of hands or an outage. */
export type Era = { fence: number };

export type Pulse = {
  /** Null while another process does the work, or while the database cannot be asked. */
  era(): Promise<Era | null>;
  stop(): Promise<void>;
};

type Habit = { isAlone: boolean; beat: number };

/**
 * Says again and again that this process lives, and finds out whether the work is still its own. `beginAnew` is called
 * when an era follows another, `afterBeat` whenever the work was ours.
 */
export function takePulse(
  ctx: Context,
  { isAlone, beat: every }: Habit,
  beginAnew: () => void,
  afterBeat: (fence: number) => Promise<void>,
): Pulse {
  const owner = randomUUID();
  const known: { era: Era | null; at: number } = { era: null, at: -Infinity };
  let isFirst = true;
  let beating: Promise<void> | undefined;

  async function beat(): Promise<void> {
    const began = performance.now();
    try {
      const lease = await holdLease(ctx, owner, isAlone && isFirst);
      isFirst = false;
      if (lease?.outage) ctx.log.warn({ outage: lease.outage }, "The portal stood still, or its clock was changed.");
      if (!lease) known.era = null;
      else if (known.era?.fence !== lease.fence || lease.outage) {
        // Those that wait already need not; at the first beat nobody does.
        if (known.era) beginAnew();
        known.era = { fence: lease.fence };
      }
      known.at = began;
      if (known.era) await afterBeat(known.era.fence);
    } catch (error) {
      ctx.log.warn({ err: error }, "Whether the work is still ours could not be found out.");
      if (began - known.at > LEASE - every) known.era = null;
    }
  }
  const beatOnce = () => {
    beating ??= beat().finally(() => {
      beating = undefined;
    });
    return beating;
  };
  const timer = setInterval(() => void beatOnce(), every);
  return {
    era: async () => {
      if (performance.now() - known.at >= every) await beatOnce();
      return known.era;
    },
    stop: async () => {
      clearInterval(timer);
      await beating;
      await giveUpLease(ctx, owner).catch((error) => ctx.log.warn({ err: error }, "The lease was not given up."));
    },
  };
}
