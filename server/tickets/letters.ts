import { letter } from "#server/http/view.ts";
import { lastNameFrom } from "#server/notifications/keeping-mail.ts";
import type { Letter, LetterWriter } from "#server/notifications/letter.ts";
import { findPerson } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { type SafeHtml, trust } from "#server/platform/html.ts";
import { canAnswer } from "./assigning.ts";
import { eyesOf } from "./finding.ts";
import { isTaken } from "./mail-words.ts";
import { LETTER_KINDS, type LetterKind, type Payload } from "./mailing.ts";
import { askInLetter } from "./rating-letter.ts";
import { whatSilenceDoes } from "./silence-limits.ts";
import { ticketByNumber } from "./store.ts";
import { publicMessage } from "./thread-store.ts";
import { addressOf, isOwn, nameOf, type Ticket, takesPart } from "./ticket.ts";

type Mail = { subject: string; lead: string; body: string; html: SafeHtml; address: string; close: string };
const asMarkup = letter<Mail>("tickets/mail/ticket.html");
const asText = letter<Mail>("tickets/mail/ticket.txt", false);

/** What tickets have to say by mail. The reader's rights and the ticket are looked at when the letter goes out. */
export const ticketLetters: [string, LetterWriter][] = LETTER_KINDS.map((kind) => [kind, writerOf(kind)]);

/** Letters that quote nothing: above all, no note ever leaves by mail. */
const UNQUOTED: readonly LetterKind[] = [
  "ticket.resolved",
  "ticket.lapsed",
  "ticket.joined",
  "ticket.mentioned",
  "ticket.woke",
];

/** Letters that say it is over, and ask how it went. */
const ENDS: readonly LetterKind[] = ["ticket.resolved", "ticket.lapsed"];
const NOTHING = { body: "", html: "" };

function writerOf(kind: LetterKind): LetterWriter {
  return async (ctx, reader, payload) => {
    const { number, place } = payload as Payload;
    const ticket = await ticketByNumber(ctx.db, number, eyesOf(reader));
    if (
      !ticket ||
      ticket.spamAt !== null ||
      !IS_NEWS[kind](reader, { ...ticket, assigneeId: await holderOf(ctx, ticket) })
    )
      return null;
    const message = await publicMessage(ctx.db, ticket.id, kind === "ticket.assigned" ? 1 : place);
    const isQuoted = !UNQUOTED.includes(kind);
    const isForThem = kind === "ticket.answered" && place === 1;
    const lead = (isForThem ? openedForYou : LEADS[kind])(
      [message?.author, message?.team].filter(Boolean).join(", "),
      nameOf(ticket),
      kind === "ticket.reminded" ? await whatSilenceDoes(ctx) : "",
    );
    const asks = ENDS.includes(kind) ? await askInLetter(ctx, ticket.id) : NOTHING;
    const drawn = drawLetter(ctx, ticket, lead, isQuoted && message ? message : asks);
    return goingOn(drawn, await lastNameFrom(ctx, nameOf(ticket), reader.email));
  };
}

/** Answers the last mail they sent about it, so that their mail program shows one conversation. */
export const goingOn = (drawn: Letter, theirs: string | null): Letter =>
  theirs === null || drawn.inReplyTo === undefined
    ? drawn
    : { ...drawn, inReplyTo: theirs, references: [drawn.inReplyTo] };

/**
 * Every letter about a ticket looks the same: why it comes, what was said, and where to go. Of a confidential one it
 * tells the number and nothing else.
 */
export function drawLetter(
  ctx: Context,
  ticket: Pick<Ticket, "number" | "subject" | "insiders">,
  lead: string,
  given: { body: string; html: string },
): Letter {
  const { baseUrl } = ctx.config;
  const said = ticket.insiders === null ? given : { body: "", html: "" };
  const subject = subjectOf(ticket);
  const page: Mail = {
    subject,
    lead,
    body: said.body,
    html: trust(said.html.replaceAll('href="/', `href="${baseUrl}/`)),
    address: baseUrl + addressOf(ticket),
    close: isTaken(ctx.config)
      ? "Reply to this mail, or on that page."
      : "Reply on that page: mail sent to this address is not read.",
  };
  return {
    subject: `[${nameOf(ticket)}] ${subject}`,
    text: asText(page),
    html: asMarkup(page),
    // Nobody ever sends a mail with this id; naming it is what makes mail programs show one conversation.
    inReplyTo: `<${nameOf(ticket)}@${new URL(baseUrl).hostname}>`,
  };
}

export const subjectOf = ({ subject, insiders }: Pick<Ticket, "subject" | "insiders">) =>
  insiders === null ? subject : "Confidential";

/** Whoever left, or does not answer any more, holds nothing. */
async function holderOf(ctx: Context, { assigneeId }: Ticket): Promise<number | null> {
  if (assigneeId === null) return null;
  return canAnswer((await findPerson(ctx, assigneeId)) ?? null) ? assigneeId : null;
}

const waitsFor = (reader: Person, { assigneeId, unansweredSince }: Ticket) =>
  can(reader, "desk.see") && unansweredSince !== null && (assigneeId === null || assigneeId === reader.id);

const isForStaff = (reader: Person) => can(reader, "desk.see");

/** Whether it still concerns them: who was answered meanwhile, or lost the ticket, is not told of it any more. */
const IS_NEWS: Record<LetterKind, (reader: Person, ticket: Ticket) => boolean> = {
  "ticket.opened": waitsFor,
  "ticket.asked": waitsFor,
  "ticket.assigned": (reader, { assigneeId, status }) =>
    can(reader, "desk.see") && assigneeId === reader.id && status !== "resolved",
  "ticket.answered": isOwn,
  "ticket.resolved": (reader, ticket) => isOwn(reader, ticket) && ticket.status === "resolved",
  "ticket.reminded": (reader, ticket) => isOwn(reader, ticket) && ticket.status === "waiting",
  "ticket.lapsed": (reader, ticket) => isOwn(reader, ticket) && ticket.status === "resolved",
  "ticket.along": takesPart,
  "ticket.joined": takesPart,
  "ticket.split": isOwn,
  "ticket.watched": isForStaff,
  "ticket.mentioned": isForStaff,
  "ticket.woke": (reader, { assigneeId, status }) =>
    isForStaff(reader) && (assigneeId === null || assigneeId === reader.id) && status !== "resolved",
};

const openedForYou = (who: string) => `${who} opened this question for you. A reply goes to those who answer:`;

const LEADS: Record<LetterKind, (who: string, name: string, notice: string) => string> = {
  "ticket.opened": (who) => `${who} asked:`,
  "ticket.asked": (who) => `${who} replied:`,
  "ticket.assigned": (who, name) => `${name} was given to you. ${who} asked:`,
  "ticket.answered": (who) => `${who} answered your question:`,
  "ticket.resolved": () => "Your question was marked as resolved. If it is not, a reply opens it again.",
  "ticket.reminded": (who, _name, notice) => `${who} waits for your answer.${notice} What was said last:`,
  "ticket.joined": (_who, name) =>
    `Your question was joined with ${name}, where it goes on. You can read it and reply there.`,
  "ticket.split": (who) => `This part of what was said became a question of its own. ${who} wrote:`,
  "ticket.along": (who, name) => `${who} wrote in ${name}, which you read along in:`,
  "ticket.watched": (who, name) => `${who} wrote in ${name}, which you watch:`,
  "ticket.mentioned": (_who, name) => `A colleague named you in an internal note on ${name}.`,
  "ticket.woke": (_who, name) => `The hold of ${name} is over.`,
  "ticket.lapsed": () => "No answer came, so your question was closed. A reply opens it again.",
};
