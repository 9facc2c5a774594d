import { createTransport } from "nodemailer";
import type { Config } from "#server/platform/config.ts";
import type { Letter, Mailer } from "./letter.ts";
import { outcomeAt, type Stage, Undelivered } from "./outcome.ts";

const LONGEST_LINE = 200;

/** Mail leaves the portal here and nowhere else. */
export function openMailer(
  config: Pick<Config, "smtpUrl" | "mailFrom">,
  organisation: () => Promise<string>,
): Mailer | null {
  if (!config.smtpUrl) return null;
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
    send: async ({ to, letter, messageId, returnTo }) => {
      if (!isOneAddress(to.email)) throw new Undelivered("refused", `"${to.email}" is not the address of one reader.`);
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
        headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", ...waysOut(letter) },
      };
      try {
        await transport.sendMail(mail);
      } catch (error) {
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
