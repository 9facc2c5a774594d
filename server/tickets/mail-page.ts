import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { countHeld, type KeptMail, listMails, type MailState, rawOf } from "#server/notifications/keeping-mail.ts";
import { undeliveredBefore } from "#server/notifications/trouble.ts";
import { findPersonByEmail } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { canDecide, seenBy } from "./mail-releasing.ts";
import { isTaken, MAIL_STATES, TRUST_WORDS } from "./mail-words.ts";

const PER_PAGE = 50;

export const SHOWS = {
  waiting: ["held"],
  sorted: ["noted", "discarded"],
  taken: ["ticket", "reply"],
} as const satisfies Record<string, readonly MailState[]>;
export type Show = keyof typeof SHOWS;

type Line = {
  href: string;
  subject: string;
  sender: string;
  receivedAt: number;
  state: { name: string; tone: string };
  reason: string;
  about: { name: string; href: string } | null;
};
type MailsPage = {
  title: string;
  show: Show | "undelivered";
  words: string;
  isAdmin: boolean;
  isTaken: boolean;
  held: number;
  lines: Line[];
  older: string | null;
  undelivered: { name: string; about: { name: string; href: string } | null; reason: string; at: number }[];
};
export const mailsView = view<MailsPage>("tickets/mails", "staff");

const around = async (ctx: Context, by: Person) => ({
  title: "Mail that came in",
  words: "",
  isAdmin: can(by, "portal.manage"),
  isTaken: isTaken(ctx.config),
  held: await countHeld(ctx),
});

export async function mailsPage(
  ctx: Context,
  by: Person,
  show: Show,
  words: string,
  before: number,
): Promise<MailsPage> {
  const found = await listMails(ctx, SHOWS[show], words, before, PER_PAGE + 1);
  const shown = found.slice(0, PER_PAGE);
  const last = shown.at(-1);
  return {
    ...(await around(ctx, by)),
    show,
    words,
    lines: (await seenBy(ctx, by, shown)).map(toLine),
    older:
      found.length > PER_PAGE && last
        ? `/admin/mail/in?${new URLSearchParams({ show, q: words, before: String(last.id) })}`
        : null,
    undelivered: [],
  };
}

/** What could not be delivered, of the tickets they may see. */
export async function undeliveredPage(ctx: Context, by: Person, before: number): Promise<MailsPage> {
  const found = await undeliveredBefore(ctx, before, PER_PAGE + 1);
  const shown = found.slice(0, PER_PAGE);
  const last = shown.at(-1);
  return {
    ...(await around(ctx, by)),
    title: "Not delivered",
    show: "undelivered",
    lines: [],
    undelivered: (await seenBy(ctx, by, shown)).map(({ name, about, reason, createdAt }) => ({
      name,
      about: placeOf(about),
      reason,
      at: createdAt,
    })),
    older: found.length > PER_PAGE && last ? `/admin/mail/in/undelivered?before=${last.id}` : null,
  };
}

const placeOf = (about: string | null) =>
  about === null ? null : { name: about, href: /^T-\d+$/.test(about) ? `/tickets/${about.slice(2)}` : "" };

const toLine = (mail: KeptMail): Line => ({
  href: `/admin/mail/in/${mail.id}`,
  subject: mail.subject ?? "(not read)",
  sender: senderOf(mail),
  receivedAt: mail.receivedAt,
  state: MAIL_STATES[mail.state],
  reason: mail.reason ?? "",
  about: placeOf(mail.about ?? mail.perhaps),
});

const senderOf = ({ sender, senderName }: KeptMail) =>
  sender === null ? "Nobody who can be told" : senderName ? `${senderName} <${sender}>` : sender;

type MailPage = {
  title: string;
  address: string;
  subject: string;
  sender: string;
  trust: string;
  receivedAt: number;
  state: { name: string; tone: string };
  reason: string;
  about: { name: string; href: string } | null;
  perhaps: { name: string; href: string } | null;
  /** Others it was sent to. Nobody reads along by being named. */
  others: string[];
  text: string;
  files: { name: string; size: number }[];
  canDecide: boolean;
  canDownload: boolean;
  isForgotten: boolean;
  /** Whose ticket it would be. */
  asker: string;
  draft: Draft<"number">;
};
export const mailView = view<MailPage>("tickets/mail-message", "staff");

const SHOWN_RAW = 20_000;
const MOST_OTHERS = 20;

/** The text of a message and the names of its files; nothing of it is drawn, fetched or run. */
export async function mailPage(ctx: Context, by: Person, mail: KeptMail, draft?: Draft<"number">): Promise<MailPage> {
  const { text, files, from, others } = await contentOf(ctx, mail);
  const known = mail.sender ? await findPersonByEmail(ctx, mail.sender) : undefined;
  return {
    title: mail.subject ?? "A mail that was not read",
    address: `/admin/mail/in/${mail.id}`,
    subject: mail.subject ?? "A mail that was not read",
    sender: senderOf(mail),
    trust: TRUST_WORDS[mail.trust ?? "unknown"],
    receivedAt: mail.receivedAt,
    state: MAIL_STATES[mail.state],
    reason: mail.reason ?? "",
    about: placeOf(mail.about),
    perhaps: placeOf(mail.perhaps),
    others,
    text,
    files,
    canDecide: canDecide(by, mail),
    canDownload: can(by, "portal.manage") && mail.forgottenAt === null,
    isForgotten: mail.forgottenAt !== null,
    asker: known?.name ?? from ?? by.name,
    draft: draft ?? blankDraft({ number: mail.perhaps?.slice(2) ?? "" }),
  };
}

async function contentOf(ctx: Context, mail: KeptMail) {
  const none = { files: [], others: [], from: mail.sender };
  if (mail.forgottenAt !== null) return { ...none, text: "" };
  const raw = await rawOf(ctx, mail);
  const read = await ctx.mailReader.read(raw);
  if ("problem" in read) return { ...none, text: Buffer.from(raw).toString("utf8", 0, SHOWN_RAW).toWellFormed() };
  const { text, files, from, to } = read.incoming;
  const [name = "", domain = ""] = ctx.config.mailFrom.toLowerCase().split("@");
  const isOurs = (address: string) => address.startsWith(name) && address.endsWith(`@${domain}`);
  return {
    text,
    others: [...new Set(to)].filter((address) => !isOurs(address)).slice(0, MOST_OTHERS),
    files: files.map(({ name, bytes }) => ({ name, size: bytes.length })),
    from: from?.address ?? null,
  };
}
