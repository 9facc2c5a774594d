import type { ImapFlow } from "imapflow";
import { MINUTE, SECOND } from "#server/platform/clock.ts";

export type Listed = { uid: number; size: number; receivedAt: number };

/** A mailbox on a server, as far as we look into it. Only this file speaks IMAP. */
export type Mailbox = {
  uidValidity: string;
  /** Those above this number, the lowest first. */
  listAbove(uid: number, limit: number): Promise<Listed[]>;
  /** The bytes of one; the first lines only when asked. Null: it is gone. */
  fetch(uid: number, onlyHead: boolean): Promise<Uint8Array | null>;
  /** For people who look into it: this one was taken in. */
  markTaken(uid: number): Promise<void>;
  /** Whether the server says by itself when something arrives. */
  tells: boolean;
  /** Rings whenever something arrives, until the line goes dead: then it throws. */
  hear(ring: () => void, times: HearingTimes): Promise<never>;
  close(): Promise<void>;
};

/** So often the server is asked whether it is still there, and so long it may take to answer, ms. */
export type HearingTimes = { renew: number; patience: number };

const TIMES = { connectionTimeout: 20 * SECOND, greetingTimeout: 10 * SECOND, socketTimeout: MINUTE };
/** A message of the largest size we read, and what stands around it. */
const LONGEST_ANSWER = 32 * 1024 * 1024;

/** The server did not take the password or token, and says why. */
export class NotLetIn extends Error {}

/**
 * Opens it with the password in its address or with a token, or throws with the server's own words. The line is cut
 * when the signal says so, whatever goes on.
 */
export async function openMailbox(address: string, signal: AbortSignal, accessToken?: string): Promise<Mailbox> {
  const url = new URL(address);
  // Loading it takes a third of a second, which a portal without a mailbox need not wait for.
  const { ImapFlow } = await import("imapflow");
  const client = new ImapFlow({
    host: url.hostname,
    port: Number(url.port) || (url.protocol === "imaps:" ? 993 : 143),
    secure: url.protocol === "imaps:",
    ...(mustBeEncrypted(url) ? { doSTARTTLS: true } : {}),
    auth: {
      user: decodeURIComponent(url.username),
      ...(accessToken ? { accessToken } : { pass: decodeURIComponent(url.password) }),
    },
    logger: false,
    disableAutoIdle: true,
    maxLiteralSize: LONGEST_ANSWER,
    maxResponseSize: 2 * LONGEST_ANSWER,
    ...TIMES,
  });
  // Unheard, it would end the whole portal. Whatever waits for an answer is told as well.
  client.on("error", () => {});
  const cut = () => client.close();
  signal.addEventListener("abort", cut);
  client.on("close", () => signal.removeEventListener("abort", cut));
  try {
    signal.throwIfAborted();
    await client.connect();
    const { uidValidity } = await client.mailboxOpen(mailboxIn(url));
    return { uidValidity: String(uidValidity), ...waysInto(client) };
  } catch (error) {
    client.close();
    const { authenticationFailed } = error as { authenticationFailed?: boolean };
    throw authenticationFailed ? new NotLetIn(inItsWords(error)) : new Error(inItsWords(error));
  }
}

export const mailboxIn = ({ pathname }: URL) => decodeURIComponent(pathname.replace(/^\/+/, "")) || "INBOX";

/** Unless the server is on this machine or its own network, or the address says `?requireTLS=false`. */
const mustBeEncrypted = ({ protocol, hostname, searchParams }: URL) =>
  protocol === "imap:" &&
  hostname.includes(".") &&
  !/^(127\.|10\.|192\.168\.)/.test(hostname) &&
  searchParams.get("requireTLS") !== "false";

function waysInto(client: ImapFlow): Omit<Mailbox, "uidValidity"> {
  const byUid = { uid: true };
  return {
    listAbove: async (uid, limit) => {
      const found = (await client.search({ uid: `${uid + 1}:*` }, byUid)) || [];
      // "8:*" names the last one even when its number is lower.
      const next = found.filter((one) => one > uid).sort((one, other) => one - other);
      const wanted = next.slice(0, limit);
      if (wanted.length === 0) return [];
      const rows = await client.fetchAll(wanted.join(","), { uid: true, size: true, internalDate: true }, byUid);
      return rows
        .map(({ uid, size, internalDate }) => ({ uid, size: size ?? 0, receivedAt: momentOf(internalDate) }))
        .sort((one, other) => one.uid - other.uid);
    },
    fetch: async (uid, onlyHead) => {
      const row = await client.fetchOne(String(uid), onlyHead ? { headers: true } : { source: true }, byUid);
      return row ? ((onlyHead ? row.headers : row.source) ?? null) : null;
    },
    markTaken: async (uid) => void (await client.messageFlagsAdd(String(uid), ["\\Seen"], byUid)),
    tells: client.capabilities.has("IDLE"),
    hear: (ring, times) => hearArrivals(client, ring, times),
    close: async () => {
      await client.logout().catch(() => client.close());
    },
  };
}

/** A line that died without a word looks like one on which nothing happens, so each wait is short and ends with a question. */
async function hearArrivals(client: ImapFlow, ring: () => void, { renew, patience }: HearingTimes): Promise<never> {
  client.on("exists", ring);
  for (;;) {
    const waiting = client.idle();
    if ((await within(waiting, renew)) === false) throw new Error("The server does not say when something arrives.");
    const isThere = await within(
      client.noop().then(() => true),
      patience,
    );
    if (isThere !== true || !client.usable) {
      client.close();
      await waiting.catch(() => {});
      throw new Error("The line to the mailbox went dead.");
    }
  }
}

/** What it comes to, or "late" after that time. */
async function within<Result>(work: Promise<Result>, ms: number): Promise<Result | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), ms);
  });
  work.catch(() => {});
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** A server that gives no moment, or none that is one, gives the latest: it is clipped to now. */
function momentOf(given: Date | string | undefined): number {
  const at = given === undefined ? Number.NaN : new Date(given).getTime();
  return Number.isFinite(at) ? at : Number.MAX_SAFE_INTEGER;
}

function inItsWords(error: unknown): string {
  const { message, responseText } = error as { message?: string; responseText?: string };
  return (responseText || message || String(error)).slice(0, 500);
}
