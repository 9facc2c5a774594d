import { createTransport } from "nodemailer";
import { SECOND } from "#server/platform/clock.ts";
import type { Config } from "#server/platform/config.ts";
import { HOPS_HEADER } from "./hops.ts";
import type { Letter, Mailer } from "./letter.ts";
import { outcomeAt, outcomeWhenSlow, type Stage, Undelivered } from "./outcome.ts";

const LONGEST_LINE = 200;
/** A server that answers by drops must not hold up the rest; shorter than the outbox waits for one (its lease). */
const LONGEST = 55 * SECOND;
/** So many in a second at most: after hours without a server, all that waited does not fall upon it. */
const MOST_A_SECOND = 10;

/** Mail leaves the portal here and nowhere else. */
export function openMailer(
  config: Pick<Config, "smtpUrl" | "mailFrom">,
  organisation: () => Promise<string>,
  { longest = LONGEST, mostASecond = MOST_A_SECOND } = {},
): Mailer | null {
  if (!config.smtpUrl) return null;
  const turn = takeTurns(mostASecond);
  const settings = {
    url: config.smtpUrl,
    requireTLS: mustBeEncrypted(new URL(config.smtpUrl)),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return {
    send: async ({ to, letter, messageId, returnTo, hops = 1 }) => {
      if (!isOneAddress(to.email)) throw new Undelivered("refused", `"${to.email}" is not the address of one reader.`);
      await turn();
      const watch = watchStages();
      // A way of its own for each message: only so is it known how far this one had come.
      const transport = createTransport({ ...settings, transactionLog: true, logger: watch.logger });
      const mail = {
        // Addresses are objects, never header text: a comma or line break in a name must not add a recipient.
        from: { name: oneLine(`${await organisation()} support`), address: config.mailFrom },
        to: { name: oneLine(to.name), address: to.email },
        envelope: { from: returnTo ?? config.mailFrom, to: [to.email] },
        subject: oneLine(letter.subject),
        text: letter.text,
        html: letter.html,
        messageId,
        ...threadOf(letter),
        headers: { ...marksOf(hops), ...waysOut(letter) },
      };
      try {
        await inTime(transport.sendMail(mail), longest);
      } catch (error) {
        if (error instanceof TooSlow) throw new Undelivered(outcomeWhenSlow(watch.stage()), error.message);
        const reason = error instanceof Error ? error.message : String(error);
        throw new Undelivered(outcomeAt(watch.stage(), error), reason);
      } finally {
        transport.close();
      }
    },
    check: async () => void (await createTransport(settings).verify()),
    close: () => {},
  };
}

class TooSlow extends Error {}

async function inTime<Result>(work: Promise<Result>, longest: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TooSlow("The mail server took too long.")), longest);
  });
  try {
    return await Promise.race([work, tooSlow]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits while as many as may began within the last second. */
function takeTurns(mostASecond: number): () => Promise<void> {
  const begun: number[] = [];
  return async () => {
    const first = begun.length < mostASecond ? undefined : begun.shift();
    const wait = first === undefined ? 0 : first + SECOND - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    begun.push(performance.now());
  };
}

/** The library says what it does; from that we know how far a message has come. */
function watchStages() {
  let stage: Stage = "connecting";
  const hear = (entry: { tnx?: string } | undefined, text: unknown) => {
    if (entry?.tnx === "client" && String(text).startsWith("MAIL FROM")) stage = "talking";
    if (entry?.tnx === "message") stage = "handed over";
  };
  const logger = { trace: hear, debug: hear, info: hear, warn: hear, error: hear, fatal: hear };
  return { logger: logger as never, stage: () => stage };
}

const threadOf = ({ inReplyTo, references = [] }: Letter) =>
  inReplyTo ? { inReplyTo, references: [...new Set([...references, inReplyTo])] } : {};

/** What keeps programs from answering it, and what shows in the end that one does all the same. */
const marksOf = (hops: number) => ({
  "Auto-Submitted": "auto-generated",
  "X-Auto-Response-Suppress": "All",
  [HOPS_HEADER]: String(hops),
});

/** Mail programs show a button that ends such mail, and send it themselves (RFC 8058). */
const waysOut = ({ unsubscribe }: Letter): Record<string, string> =>
  unsubscribe ? { "List-Unsubscribe": `<${unsubscribe}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" } : {};

/** Unless the server is on this machine or its own network, or the address says `?requireTLS=false`. */
const mustBeEncrypted = ({ hostname, searchParams }: URL) =>
  hostname.includes(".") && !/^(127\.|10\.|192\.168\.)/.test(hostname) && searchParams.get("requireTLS") !== "false";

// Given "a@x, b@y", the library sends to both; given a line break, to whom the second line names.
const isOneAddress = (address: string) => address.length <= 254 && /^[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+$/.test(address);

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not reach a header
const oneLine = (text: string) => text.replace(/[\u0000-\u001f\u007f]+/g, " ").slice(0, LONGEST_LINE);
