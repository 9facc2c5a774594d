import { SECOND } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { cursorOf } from "./cursor-store.ts";
import { enterMailbox } from "./entering.ts";

/** A mailbox of IMAP_URL. Its name holds no password, as it is written into the database and shown. */
export type KnownMailbox = { name: string; address: string };

export function knownMailboxes({ config }: Pick<Context, "config">): KnownMailbox[] {
  const known = new Map<string, string>();
  for (const address of config.imapUrls) {
    const name = nameOf(address);
    known.set(known.has(name) ? `${name} (port ${new URL(address).port})` : name, address);
  }
  return [...known].map(([name, address]) => ({ name, address }));
}

function nameOf(address: string): string {
  const { hostname, username, pathname } = new URL(address);
  return `${decodeURIComponent(username)}@${hostname}${pathname === "/" ? "" : pathname}`;
}

export type MailboxHealth = {
  name: string;
  failingSince: number | null;
  reason: string | null;
  /** When it was last read to its end, and when it is asked again after a failure. */
  lookedAt: number | null;
  retryAt: number | null;
  /** Since when this process hears at once of what arrives there. */
  hearsSince: number | null;
};

/** How the last look into each went. */
export const mailboxesHealth = (ctx: Context): Promise<MailboxHealth[]> =>
  Promise.all(
    knownMailboxes(ctx).map(async ({ name }) => {
      const cursor = await cursorOf(ctx.db, name);
      return {
        name,
        failingSince: cursor?.failing_since ?? null,
        reason: cursor?.last_error ?? null,
        // One that never answered was noted all the same, and had no number yet.
        lookedAt: cursor && cursor.uid_validity !== "" ? cursor.looked_at : null,
        retryAt: cursor?.failing_since == null ? null : cursor.retry_at,
        hearsSince: ctx.hearing.get(name) ?? null,
      };
    }),
  );

export type MailboxTrouble = { name: string; reason: string };

/** Which of them cannot be read, and why in the words of the server. What failed last is not asked again for this. */
export async function troubledMailboxes(ctx: Context): Promise<MailboxTrouble[]> {
  const health = new Map((await mailboxesHealth(ctx)).map((one) => [one.name, one]));
  const looks = knownMailboxes(ctx).map(async ({ name, address }) => {
    const known = health.get(name);
    const reason = known?.failingSince == null ? await tryMailbox(ctx, address) : known.reason;
    return reason === null ? [] : [{ name, reason: reason ?? "" }];
  });
  return (await Promise.all(looks)).flat();
}

/** Looks in without taking anything. */
async function tryMailbox(ctx: Context, address: string): Promise<string | null> {
  try {
    await (await enterMailbox(ctx, address, AbortSignal.timeout(30 * SECOND))).close();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

declare module "#server/platform/context.ts" {
  interface Context {
    /** The mailboxes that tell this process of what arrives, and since when. */
    hearing: Map<string, number>;
  }
}
