import { type Attachment, type ParsedMail, simpleParser } from "mailparser";
import { HOPS_HEADER, hopsIn } from "./hops.ts";
import { type Incoming, whyAutomatic } from "./incoming.ts";
import { readReport } from "./report.ts";

const LIMITS = { maxChildNodes: 500, maxHeadSize: 1024 * 1024, maxHtmlLengthToParse: 2 * 1024 * 1024 };
/** Drawing more as Markdown would keep others waiting: texts made to be slow take a fraction of a second at this length. */
const MOST_TEXT = 60_000;
const MOST_ADDRESSES = 1000;
const MOST_FILES = 50;
const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,190}$/;

/** Only ever called in a thread that may be ended: what strangers send decides how long this takes. */
export async function parseMail(raw: Uint8Array): Promise<Incoming> {
  const mail = await simpleParser(Buffer.from(raw), {
    ...LIMITS,
    skipImageLinks: true,
    keepCidLinks: true,
    skipTextToHtml: true,
    checksumAlgo: false,
    keepDeliveryStatus: true,
  });
  const heads = firstOfEach(mail);
  const from = onlySender(mail);
  const answers = mail.attachments.find(({ contentType }) => contentType === "text/calendar");
  return {
    messageId: idsIn(mail.messageId)[0] ?? null,
    subject: mail.subject ?? "",
    from,
    to: recipientsOf(mail),
    references: [...new Set([...idsIn(mail.inReplyTo), ...idsIn(mail.references).reverse()])].slice(0, 100),
    text: textOf(mail),
    files: mail.attachments.slice(0, MOST_FILES).map(toFile),
    authenticationResults: linesOf(mail, "authentication-results"),
    automatic: whyAutomatic(heads, from?.address ?? "") ?? (isInvitationAnswer(answers) ? ANSWERED : null),
    report: reportIn(mail),
    hops: hopsIn(linesOf(mail, HOPS_HEADER.toLowerCase())),
  };
}

const ANSWERED = "It is a calendar's answer to an invitation.";

const isInvitationAnswer = (calendar: Attachment | undefined) =>
  calendar !== undefined && /^METHOD:(REPLY|COUNTER|CANCEL)\b/im.test(calendar.content.toString("utf8", 0, 20_000));

function linesOf(mail: ParsedMail, name: string): string[] {
  const lines = mail.headerLines.filter(({ key }) => key === name).map(({ line }) => line);
  return lines.map((line) =>
    line
      .slice(name.length + 1)
      .replace(/\r?\n[ \t]*/g, " ")
      .trim(),
  );
}

function firstOfEach(mail: ParsedMail): Map<string, string> {
  const heads = new Map<string, string>();
  for (const { key } of mail.headerLines) if (!heads.has(key)) heads.set(key, linesOf(mail, key)[0] ?? "");
  return heads;
}

/** Several senders, a group, or an address inside a name that is not the one behind it are no sender at all. */
function onlySender(mail: ParsedMail): Incoming["from"] {
  const [one, ...others] = mail.from?.value ?? [];
  const isAlone = others.length === 0 && linesOf(mail, "from").length === 1 && !one?.group;
  const address = (one?.address ?? "").toLowerCase();
  if (!one || !isAlone || !ADDRESS.test(address)) return null;
  const named = /[\w.+-]+@[\w.-]+/.exec(one.name)?.[0];
  return named !== undefined && named.toLowerCase() !== address ? null : { address, name: one.name };
}

function recipientsOf(mail: ParsedMail): string[] {
  const lists = [mail.to, mail.cc].flat().flatMap((list) => list?.value ?? []);
  const others = ["delivered-to", "x-original-to", "envelope-to"].flatMap((name) => linesOf(mail, name));
  const all = [
    ...lists.flatMap(({ address, group }) => [address, ...(group ?? []).map((one) => one.address)]),
    ...others,
  ];
  return all
    .map((address) => (address ?? "").replace(/[<>\s]/g, "").toLowerCase())
    .filter((address) => ADDRESS.test(address))
    .slice(0, MOST_ADDRESSES);
}

const idsIn = (given: string | string[] | undefined): string[] =>
  [given ?? []].flat().flatMap((text) => text.match(/<[^<>\s]{1,500}>/g) ?? []);

function textOf(mail: ParsedMail): string {
  const text = (mail.text ?? "").replaceAll("\u0000", "").replaceAll("\r\n", "\n").toWellFormed().trim();
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT).toWellFormed()}\n\n(The rest was cut off.)` : text;
}

const ENDINGS: Record<string, string> = { "text/calendar": "invitation.ics", "message/rfc822": "message.eml" };

const toFile = ({ filename, contentType, content }: Attachment) => ({
  name: (filename ?? ENDINGS[contentType] ?? "file").slice(0, 300),
  bytes: new Uint8Array(content),
});

function reportIn({ attachments }: ParsedMail): Incoming["report"] {
  const status = attachments.find(({ contentType }) => contentType === "message/delivery-status");
  if (!status) return null;
  const original = attachments.find(({ contentType }) => /^(message\/rfc822|text\/rfc822-headers)$/.test(contentType));
  return readReport(status.content.toString("utf8"), original?.content.toString("utf8", 0, 100_000) ?? "");
}
