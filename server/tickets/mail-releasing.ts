import { byPerson, recordDeed } from "#server/audit/trail.ts";
import type { Incoming } from "#server/notifications/incoming.ts";
import {
  findMail,
  type KeptMail,
  lookAgain,
  type MailState,
  rawOf,
  settleMail,
} from "#server/notifications/keeping-mail.ts";
import { findPersonByEmail } from "#server/people/directory.ts";
import { addMailContact } from "#server/people/mail-contacts.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound, Refusal, tooLate } from "#server/platform/errors.ts";
import { eyesOf, findTicket } from "./finding.ts";
import { factsOf } from "./mail-in.ts";
import { numbersSeen } from "./mail-seeing-store.ts";
import { noteDown, type Taking, takeAsReply, takeAsTicket } from "./mail-taking.ts";
import { writtenIn } from "./mail-text.ts";
import { addressOf, takesPart } from "./ticket.ts";

/** What waits for a decision, and what was put away but can be taken up again. */
const OPEN_TO_DECIDE: readonly MailState[] = ["held", "noted", "discarded"];

export const canDecide = (by: Person, mail: Pick<KeptMail, "state" | "forgottenAt">) =>
  can(by, "mail.sort") && OPEN_TO_DECIDE.includes(mail.state) && mail.forgottenAt === null;

/** A mail about a ticket they may not see looks like one that is not there. */
export async function findMailFor(ctx: Context, by: Person, id: number): Promise<KeptMail> {
  const mail = can(by, "mail.sort") && Number.isSafeInteger(id) ? await findMail(ctx, id) : undefined;
  const [seen] = mail ? await seenBy(ctx, by, [mail]) : [];
  if (!seen) throw notFound("mail");
  return seen;
}

type About = { about: string | null; perhaps?: string | null };

const numbersIn = ({ about, perhaps }: About): number[] =>
  [about, perhaps].flatMap((name) => /^T-(\d{1,9})$/.exec(name ?? "")?.[1] ?? []).map(Number);

/** Those that are about no ticket they may not see. */
export async function seenBy<Mail extends About>(ctx: Context, by: Person, mails: readonly Mail[]): Promise<Mail[]> {
  const open = await numbersSeen(ctx.db, mails.flatMap(numbersIn), eyesOf(by));
  return mails.filter((mail) => numbersIn(mail).every((number) => open.has(number)));
}

async function takeUp(ctx: Context, by: Person, id: number): Promise<Taking> {
  const mail = await findMailFor(ctx, by, id);
  if (!canDecide(by, mail)) throw tooLate("It was decided about this mail already.");
  const read = await ctx.mailReader.read(await rawOf(ctx, mail));
  if ("problem" in read) throw new Refusal(422, "This mail cannot be read, so nothing can be made of it. Discard it.");
  return { mail, incoming: read.incoming, fate: { ...factsOf(read.incoming), settled_by: by.id }, from: mail.state };
}

const told =
  (by: Person, { id }: KeptMail, action: string) =>
  (ctx: Context) =>
    recordDeed(ctx, { by: byPerson(by), action, object: `mail ${id}` }).then(() => undefined);

/** Makes a ticket of whoever sent it; where nobody can be told from it, of whoever decides. Says where it is. */
export async function releaseAsTicket(ctx: Context, by: Person, id: number): Promise<string> {
  const taking = await takeUp(ctx, by, id);
  const asker = (await senderOf(ctx, taking.incoming)) ?? by;
  const number = await takeAsTicket(ctx, asker, taking, told(by, taking.mail, "made a ticket of"));
  return addressOf({ number });
}

/** Somebody decided that it is theirs: that may bring a person with it of whom only the address is known. */
async function senderOf(ctx: Context, { from }: Incoming): Promise<Person | null> {
  if (!from) return null;
  const known = await findPersonByEmail(ctx, from.address);
  if (known?.disabledAt != null)
    throw tooLate(`The account of ${known.name} is disabled. Enable it under People first.`);
  return known ?? addMailContact(ctx, from.address, from.name);
}

/** Into the ticket: as words of who asked, where they sent it, else as a note, so that nobody speaks for somebody else. */
export async function releaseInto(ctx: Context, by: Person, id: number, number: number): Promise<string> {
  const ticket = await findTicket(ctx, by, number);
  const taking = await takeUp(ctx, by, id);
  const { from, text, subject } = taking.incoming;
  const sender = from ? await findPersonByEmail(ctx, from.address) : undefined;
  const more = told(by, taking.mail, "let in");
  if (sender && sender.disabledAt === null && takesPart(sender, ticket))
    await takeAsReply(ctx, sender, ticket, taking, more);
  else {
    const head = `Mail from ${from?.address ?? "an unknown sender"}: ${subject || "(no subject)"}`;
    const { body, html } = writtenIn(`${head}\n\n${text}`);
    await noteDown(ctx, by, ticket, taking, { body, html }, "noted", more);
  }
  return addressOf(ticket);
}

/** The rules may say something else now: a setting was changed, or somebody has an account. */
export async function sortAgain(ctx: Context, by: Person, id: number): Promise<void> {
  const mail = await findMailFor(ctx, by, id);
  await inTransaction(ctx, async (ctx) => {
    if (!canDecide(by, mail) || !(await lookAgain(ctx, mail))) throw tooLate("It was decided about this mail already.");
    await told(by, mail, "had looked at again")(ctx);
  });
}

export async function discardMail(ctx: Context, by: Person, id: number): Promise<void> {
  const mail = await findMailFor(ctx, by, id);
  await inTransaction(ctx, async (ctx) => {
    if (!canDecide(by, mail) || mail.state === "discarded") throw tooLate("It was decided about this mail already.");
    if (!(await settleMail(ctx, mail, "discarded", { settled_by: by.id }, mail.state)))
      throw tooLate("Somebody decided about this mail meanwhile.");
    await told(by, mail, "discarded")(ctx);
  });
}
