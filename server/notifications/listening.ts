import { setTimeout as pause } from "node:timers/promises";
import { HOUR, SECOND } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { enterMailbox } from "./entering.ts";
import { heldSince } from "./holding.ts";
import type { HearingTimes } from "./mailbox.ts";
import { type KnownMailbox, knownMailboxes } from "./mailboxes.ts";

/** Shorter than what lies between forgets a quiet line, which takes some of them a minute. */
const TIMES = { renew: 45 * SECOND, patience: 20 * SECOND, again: 5 * SECOND };
const LONGEST_WAIT = HOUR;

type Times = HearingTimes & { again: number };

/**
 * Keeps a line open to each mailbox and rings when something arrives there, so that it is fetched at once. Nothing
 * counts on it: the mailboxes are looked into all the same, and one whose line fails holds up no other.
 */
export function listenForMail(ctx: Context, ring: () => void, times: Times = TIMES): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const ears = knownMailboxes(ctx).map((one) => listen(ctx, one, ring, { times, signal: stopping.signal }));
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(ears);
    },
  };
}

type Wishes = { times: Times; signal: AbortSignal };

async function listen(ctx: Context, mailbox: KnownMailbox, ring: () => void, wishes: Wishes): Promise<void> {
  const { times, signal } = wishes;
  let failures = 0;
  while (!signal.aborted) {
    failures = (await hasHeard(ctx, mailbox, ring, wishes)) ? 0 : failures + 1;
    const wait = Math.min(times.again * 2 ** Math.min(failures, 12), LONGEST_WAIT);
    await pause(wait, null, { signal }).catch(() => {});
  }
}

/** Says whether the line stood for a while, so that the next one may be tried soon. */
async function hasHeard(ctx: Context, { name, address }: KnownMailbox, ring: () => void, { times, signal }: Wishes) {
  try {
    if ((await heldSince(ctx)) !== null) return false;
    const mailbox = await enterMailbox(ctx, address, signal);
    if (!mailbox.tells) return await mailbox.close().then(() => false);
    ctx.hearing.set(name, ctx.clock.now());
    // What came while nobody listened.
    ring();
    return await mailbox.hear(ring, times);
  } catch (error) {
    if (!signal.aborted) ctx.log.debug({ mailbox: name, err: error }, "Nobody tells of new mail; it is looked for.");
    return ctx.hearing.has(name);
  } finally {
    ctx.hearing.delete(name);
  }
}
