import { DAY, MINUTE, SECOND } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { tooMany } from "#server/platform/errors.ts";
import { hashToken } from "#server/platform/keys.ts";
import * as store from "./throttle-store.ts";

const LONGEST_WAIT = 15 * MINUTE;

/** `free` tries before the first wait, and one more for each `leak` that passes. */
type Limit = { free: number; leak: number };

const LIMITS = {
  account: { free: 5, leak: 15 * MINUTE },
  /** The owner's own browser: it does not wait for what a stranger does to the account. */
  device: { free: 5, leak: 15 * MINUTE },
  /** A network is shared by many people, so it gets more tries, and them back sooner. */
  net: { free: 40, leak: MINUTE },
  forgotten: { free: 20, leak: MINUTE },
} satisfies Record<string, Limit>;

/** What a try is counted under. */
export type Attempt = { [Kind in keyof typeof LIMITS]?: string };

export type Origin = { address: string; isKnownDevice: boolean };

export const signInAttempt = (email: string, { address, isKnownDevice }: Origin): Attempt =>
  isKnownDevice ? { device: hashToken(email) } : { account: hashToken(email), net: networkOf(address) };

/** By network alone: the owner of an address must be able to ask, whoever else asks for it. */
export const forgottenAttempt = ({ address }: Origin): Attempt => ({ forgotten: networkOf(address) });

/**
 * Does `work` unless its tries were too many lately. Each try is counted before, so that many at once do not slip
 * through together, and taken back where the answer is yes. The wait grows and ends: nobody is ever locked out.
 */
export async function throttled<Result>(ctx: Context, attempt: Attempt, work: () => Promise<Result>): Promise<Result> {
  await refuseWhileWaiting(ctx, attempt);
  const keys = keysOf(attempt);
  for (const { key, leak } of keys) await store.countFailure(ctx.db, key, ctx.clock.now(), leak);
  const result = await work();
  if (!result) return result;
  for (const { key, isShared } of keys)
    await (isShared ? store.takeBackFailure(ctx.db, key) : store.forgetFailures(ctx.db, key));
  return result;
}

async function refuseWhileWaiting(ctx: Context, attempt: Attempt): Promise<void> {
  const wait = await waitBefore(ctx, attempt);
  if (wait <= 0) return;
  const seconds = Math.ceil(wait / 1000);
  throw tooMany(
    `Too many tries. Wait ${seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`} and try again.`,
    seconds,
  );
}

/** How long this attempt has to wait, in ms; 0 when it may go ahead. */
async function waitBefore(ctx: Context, attempt: Attempt): Promise<number> {
  const keys = keysOf(attempt);
  const rows = await store.failuresOf(
    ctx.db,
    keys.map(({ key }) => key),
  );
  const now = ctx.clock.now();
  const waits = rows.map(({ key, failures, last_at }) => {
    const { free, leak } = keys.find((one) => one.key === key) ?? LIMITS.account;
    // A clock that was set back must not make anybody wait longer than the longest wait.
    const passed = Math.max(0, now - last_at);
    const left = failures - Math.floor(passed / leak);
    return left < free ? 0 : delayAfter(left - free) - passed;
  });
  return Math.max(0, ...waits);
}

/** 2, 4, 8 … seconds, at most a quarter of an hour. */
const delayAfter = (extra: number) => Math.min(LONGEST_WAIT, 2 ** Math.min(extra + 1, 12) * SECOND);

const keysOf = (attempt: Attempt) =>
  (Object.keys(attempt) as (keyof typeof LIMITS)[]).map((kind) => ({
    key: `${kind}:${attempt[kind]}`,
    isShared: kind === "net",
    ...LIMITS[kind],
  }));

export async function forgetOldAttempts(ctx: Context): Promise<boolean> {
  await store.forgetOldFailures(ctx.db, ctx.clock.now() - DAY);
  return false;
}

/** /24 for IPv4, /64 for IPv6: what one subscriber gets. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:/, "");
  return plain.includes(".") ? plain.split(".").slice(0, 3).join(".") : plain.split(":").slice(0, 4).join(":");
}
