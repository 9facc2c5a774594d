import { letter } from "#server/http/view.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { addressOfLink, linkByNumber, type Purpose } from "./links.ts";
import type { Person } from "./person.ts";

declare module "#server/platform/context.ts" {
  interface Context {
    /** The way into the outbox, which stands a floor above; the roof joins the two. */
    queueLetter(ctx: Context, message: PeopleMessage): Promise<void>;
  }
}

export type PeopleMessage = {
  kind: keyof typeof WRITERS;
  to: { id: number };
  reason: string;
  about: string;
  payload: object;
  address?: string;
};

type Mail = { subject: string; lines: string[]; link: { address: string; label: string } | null; close: string };
type Letter = { subject: string; text: string; html: string };
type Writer = (ctx: Context, reader: Person, payload: Payload) => Promise<Omit<Mail, "close"> | null>;
type Payload = { number?: string; email?: string; token?: string; day?: string };

const asMarkup = letter<Mail>("people/mail/letter.html");
const asText = letter<Mail>("people/mail/letter.txt", false);

const WRITERS = {
  "people.invited": withLink("invitation", ({ name }, organisation) => ({
    subject: `Your account at ${organisation} support`,
    lines: [
      `Hello ${name},`,
      `you were invited to ${organisation} support: search the answers, ask a question, follow what became of it. Choose a password and you are in.`,
      "The link works once, for 72 hours.",
    ],
    label: "Choose a password",
  })),
  "people.reset": withLink("reset", ({ name }, organisation) => ({
    subject: `A new password for ${organisation} support`,
    lines: [
      `Hello ${name},`,
      "somebody asked for a new password for your account. If it was you, choose one with this link. It works once, for 30 minutes.",
      "If it was not you, do nothing: your password stays as it is.",
    ],
    label: "Choose a new password",
  })),
  "people.address": withLink("address", ({ name }, organisation) => ({
    subject: `Is this your address? ${organisation} support`,
    lines: [
      `Hello ${name},`,
      "you asked to be reached at this address from now on. Say so with this link. It works once, for 30 minutes.",
      "If it was not you, do nothing: nothing changes.",
    ],
    label: "This is my address",
  })),
  "people.address-changed": notice(({ name }, organisation, { email }) => ({
    subject: `Your address at ${organisation} support was changed`,
    lines: [
      `Hello ${name},`,
      `your account is now reached at ${email ?? "another address"}, and no longer at this one.`,
      "If it was not you, tell an admin at once.",
    ],
  })),
  "people.password-changed": notice(({ name }, organisation) => ({
    subject: `Your password at ${organisation} support was changed`,
    lines: [
      `Hello ${name},`,
      "your password was changed, and every other device was signed out.",
      "If it was not you, ask for a new password on the sign-in page and tell an admin at once.",
    ],
  })),
  "people.token-ends": notice(({ name }, organisation, { token = "", day = "" }) => ({
    subject: `A token at ${organisation} support ends on ${day}`,
    lines: [
      `Hello ${name},`,
      `the token “${token}” ends on ${day}. The program that uses it is refused from then on.`,
      "Make another under Access tokens and give it to the program before. If nothing uses it any more, do nothing.",
    ],
  })),
};

type Words = { subject: string; lines: string[] };

/** A link that was used or is too old meanwhile is not sent any more. */
function withLink(purpose: Purpose, say: (reader: Person, organisation: string) => Words & { label: string }): Writer {
  return async (ctx, reader, { number = "" }) => {
    const link = await linkByNumber(ctx, purpose, number);
    if (link?.person_id !== reader.id) return null;
    const { label, ...words } = say(reader, (await readSettings(ctx)).organisation);
    return { ...words, link: { address: addressOfLink(ctx, purpose, number), label } };
  };
}

function notice(say: (reader: Person, organisation: string, payload: Payload) => Words): Writer {
  return async (ctx, reader, payload) => ({
    ...say(reader, (await readSettings(ctx)).organisation, payload),
    link: null,
  });
}

/** What the portal has to tell people about their accounts, by kind. */
export const peopleLetters = Object.entries(WRITERS).map(
  ([kind, write]) =>
    [
      kind,
      async (ctx: Context, reader: Person, payload: unknown): Promise<Letter | null> => {
        const mail = await write(ctx, reader, payload as Payload);
        if (!mail) return null;
        const page = { ...mail, close: ctx.config.baseUrl };
        return { subject: mail.subject, text: asText(page), html: asMarkup(page) };
      },
    ] as const,
);
