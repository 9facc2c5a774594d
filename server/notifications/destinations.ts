import type { Context } from "#server/platform/context.ts";
import { lastErrors } from "./trouble-store.ts";

/** So many of the newest messages in trouble are looked at: enough to see which domains it is about. */
const LOOKED_AT = 500;

/** Where mail goes that did not get there. `reason` is what was said last of any of it, at `at` if that is known. */
export type Destination = { domain: string; waiting: number; failed: number; reason: string; at: number | null };

/** The domains that mail could not be handed over for, the one with most of it first. */
export async function troubledDomains(ctx: Context): Promise<Destination[]> {
  const domains = new Map<string, Destination>();
  for (const { address, state, reason, at } of await lastErrors(ctx.db, LOOKED_AT)) {
    const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
    const known = domains.get(domain) ?? { domain, waiting: 0, failed: 0, reason, at: null };
    const isLater = (at ?? 0) > (known.at ?? 0);
    domains.set(domain, {
      domain,
      waiting: known.waiting + Number(state !== "failed"),
      failed: known.failed + Number(state === "failed"),
      ...(isLater ? { reason, at } : { reason: known.reason, at: known.at }),
    });
  }
  const inTrouble = ({ waiting, failed }: Destination) => waiting + failed;
  return [...domains.values()].sort((one, other) => inTrouble(other) - inTrouble(one));
}
