import { DAY, MINUTE, SECOND } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { hashToken } from "#server/platform/keys.ts";
import { countFailure, failuresOf, forgetFailures, forgetOldFailures } from "./store.ts";

const FREE_TRIES = 5;
const LONGEST_WAIT = 15 * MINUTE;
/** A network is shared by many people, so it gets more tries before it waits. */
const FREE_TRIES_OF_NETWORK = 40;

export type Attempt = { email: string; address: string; isKnownDevice: boolean };

/**
 * How long this attempt has to wait, in ms; 0 when it may go ahead. The wait grows and ends: nobody is ever locked
 * out, and an owner on a device that signed in before does not wait for what a stranger does to the account.
 */
export async function waitBefore(ctx: Context, attempt: Attempt): Promise<number> {
  const rows = await failuresOf(ctx.db, [accountKey(attempt), networkKey(attempt)]);
  const waits = rows.map((row) => {
    const free = row.key.startsWith("net:") ? FREE_TRIES_OF_NETWORK : FREE_TRIES;
    return row.failures < free ? 0 : row.last_at + delayAfter(row.failures - free) - ctx.clock.now();
  });
  return Math.max(0, ...waits);
}

/** 2, 4, 8 … seconds, at most a quarter of an hour. */
const delayAfter = (extra: number) => Math.min(LONGEST_WAIT, 2 ** Math.min(extra + 1, 12) * SECOND);

/** Counted before the password is looked at, so that many at once do not slip through together. */
export async function countAttempt(ctx: Context, attempt: Attempt): Promise<void> {
  await countFailure(ctx.db, accountKey(attempt), ctx.clock.now());
  await countFailure(ctx.db, networkKey(attempt), ctx.clock.now());
}

export const forgiveAttempts = (ctx: Context, attempt: Attempt) => forgetFailures(ctx.db, accountKey(attempt));

export async function forgetOldAttempts(ctx: Context): Promise<boolean> {
  await forgetOldFailures(ctx.db, ctx.clock.now() - DAY);
  return false;
}

const accountKey = ({ email, isKnownDevice }: Attempt) => `${isKnownDevice ? "device" : "account"}:${hashToken(email)}`;

/** /24 for IPv4, /64 for IPv6: what one subscriber gets. */
function networkKey({ address }: Attempt): string {
  const plain = address.replace(/^::ffff:/, "");
  const isV4 = plain.includes(".");
  return `net:${isV4 ? plain.split(".").slice(0, 3).join(".") : plain.split(":").slice(0, 4).join(":")}`;
}
