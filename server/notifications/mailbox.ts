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
  close(): Promise<void>;
};

const TIMES = { connectionTimeout: 20 * SECOND, greetingTimeout: 10 * SECOND, socketTimeout: MINUTE };
/** A message of the largest size we read, and what stands around it. */
const LONGEST_ANSWER = 32 * 1024 * 1024;

/** Opens it, or throws with the server's own words. */
export async function openMailbox(address: string): Promise<Mailbox> {
  const url = new URL(address);
  // Loading it takes a third of a second, which a portal without a mailbox need not wait for.
  const { ImapFlow } = await import("imapflow");
  const client = new ImapFlow({
    host: url.hostname,
    port: Number(url.port) || (url.protocol === "imaps:" ? 993 : 143),
    secure: url.protocol === "imaps:",
    ...(mustBeEncrypted(url) ? { doSTARTTLS: true } : {}),
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    logger: false,
    disableAutoIdle: true,
    maxLiteralSize: LONGEST_ANSWER,
    maxResponseSize: 2 * LONGEST_ANSWER,
    ...TIMES,
  });
  // Unheard, it would end the whole portal. Whatever waits for an answer is told as well.
  client.on("error", () => {});
  try {
    await client.connect();
    const { uidValidity } = await client.mailboxOpen(mailboxIn(url));
    return { uidValidity: String(uidValidity), ...waysInto(client) };
  } catch (error) {
    client.close();
    throw new Error(inItsWords(error));
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
    close: async () => {
      await client.logout().catch(() => client.close());
    },
  };
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
