import type { Trust } from "#server/notifications/authentication.ts";
import type { MailState } from "#server/notifications/keeping-mail.ts";
import type { Config } from "#server/platform/config.ts";

export const MAIL_STATES: Record<MailState, { name: string; tone: string }> = {
  kept: { name: "Not read yet", tone: "" },
  ticket: { name: "Became a ticket", tone: "good" },
  reply: { name: "Joined a ticket", tone: "good" },
  held: { name: "Waits for a decision", tone: "warn" },
  noted: { name: "Needs nothing", tone: "" },
  discarded: { name: "Discarded", tone: "" },
};

export const TRUST_WORDS: Record<Trust, string> = {
  confirmed: "The mail server vouches for the sender.",
  denied: "The sender's own domain says that it did not send this.",
  unknown: "Nobody vouches for the sender.",
};

/** Whether mail comes in here at all. */
export const isTaken = ({ imapUrls, mailIntakeSecret }: Pick<Config, "imapUrls" | "mailIntakeSecret">) =>
  imapUrls.length > 0 || mailIntakeSecret !== undefined;
