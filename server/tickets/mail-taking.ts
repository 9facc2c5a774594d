import { Readable } from "node:stream";
import { keepFile } from "#server/files/keeping.ts";
import type { Reader } from "#server/journeys/journal.ts";
import type { Incoming } from "#server/notifications/incoming.ts";
import { type Fate, type KeptMail, type MailState, settleMail } from "#server/notifications/keeping-mail.ts";
import { isStaff, type Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { tooLate } from "#server/platform/errors.ts";
import { suggestFor } from "./asking.ts";
import { changeTicket } from "./changing.ts";
import { sendFilesAlong } from "./files.ts";
import type { TicketEvent } from "./history.ts";
import { subjectOf, writtenIn } from "./mail-text.ts";
import { openTicket } from "./opening.ts";
import { mayNoteOn } from "./queues.ts";
import { sendMessage } from "./replying.ts";
import { ticketById } from "./store.ts";
import { addMessage, lastEventAt } from "./thread-store.ts";
import { nameOf, type Ticket } from "./ticket.ts";
import type { Written } from "./writing.ts";

/** A mail that is being taken in, and what is written down beside what becomes of it. */
export type Taking = { mail: KeptMail; incoming: Incoming; fate: Fate; from?: MailState };

const readerOf = (person: Person, { id }: KeptMail): Reader => ({
  personId: person.id,
  kind: isStaff(person) ? "support" : "dev",
  token: `mail ${id}`,
});

/** The files of a mail wait for its ticket; a crash in between leaves them to be forgotten. */
async function keepFiles(ctx: Context, person: Person, { files }: Incoming): Promise<string[]> {
  const ids: string[] = [];
  for (const { name, bytes } of files)
    if (bytes.length > 0) ids.push(await keepFile(ctx, person, { name, bytes: Readable.from([Buffer.from(bytes)]) }));
  return ids;
}

/**
 * What was fetched late happened when it reached the mailbox: answers given while we were down stop clocks then. Never
 * before what is known to have happened to the ticket, and never in times to come.
 */
const asOf = (ctx: Context, at: number): Context => ({ ...ctx, clock: { now: () => Math.min(at, ctx.clock.now()) } });

/** Whoever settled it first keeps what they made of it; this transaction leaves nothing behind. */
async function settle(
  ctx: Context,
  { mail, fate, from }: Taking,
  state: "ticket" | "reply",
  ticket: string,
  place: number,
) {
  if (!(await settleMail(ctx, mail, state, { ...fate, about: ticket, place }, from)))
    throw tooLate("Somebody decided about this mail meanwhile.");
}

/** A new ticket of this person. `more` belongs to the same transaction. Says its number. */
export async function takeAsTicket(
  ctx: Context,
  person: Person,
  taking: Taking,
  more: (ctx: Context, number: number) => Promise<void> = async () => {},
): Promise<number> {
  const { mail, incoming } = taking;
  const subject = subjectOf(incoming.subject);
  const message = writtenIn(incoming.text);
  const [likely] = await suggestFor(ctx, person, { subject, body: message.body.slice(0, 5000), tried: [] });
  const files = await keepFiles(ctx, person, incoming);
  const question = {
    subject,
    message,
    category: likely?.category ?? null,
    urgency: "normal",
    tried: [],
    files,
  } as const;
  return inTransaction(ctx, async (ctx) => {
    const number = await openTicket(asOf(ctx, mail.receivedAt), person, readerOf(person, mail), question);
    await settle(ctx, taking, "ticket", nameOf({ number }), 1);
    await more(ctx, number);
    return number;
  });
}

/** One more message of somebody who has a part in the ticket. */
export async function takeAsReply(
  ctx: Context,
  person: Person,
  ticket: Ticket,
  taking: Taking,
  more: (ctx: Context) => Promise<void> = async () => {},
): Promise<void> {
  const { mail, incoming } = taking;
  const message = writtenIn(incoming.text);
  const files = await keepFiles(ctx, person, incoming);
  const sent = { kind: "public", message, seen: 0, isAnyway: true, next: "", files } as const;
  await inTransaction(ctx, async (ctx) => {
    const at = Math.max(mail.receivedAt, await lastEventAt(ctx.db, ticket.id));
    await sendMessage(asOf(ctx, at), person, readerOf(person, mail), ticket.number, sent);
    const { messages = 0 } = (await ticketById(ctx.db, ticket.id)) ?? {};
    await settle(ctx, taking, "reply", nameOf(ticket), messages);
    await more(ctx);
  });
}

/** What no hand wrote: those who answer can read it, and nothing starts, stops or opens again. */
export const fileSilently = (ctx: Context, person: Person, ticket: Ticket, taking: Taking): Promise<void> =>
  noteDown(ctx, person, ticket, taking, writtenIn(taking.incoming.text), "autoreplied");

/** For the eyes of those who answer. `by` stands behind it in the history: who sent it, or who let it in. */
export async function noteDown(
  ctx: Context,
  by: Person,
  ticket: Ticket,
  taking: Taking,
  message: Written,
  kind: "autoreplied" | "noted",
  more: (ctx: Context) => Promise<void> = async () => {},
): Promise<void> {
  const files = await keepFiles(ctx, by, taking.incoming);
  await inTransaction(ctx, async (ctx) => {
    const at = Math.max(taking.mail.receivedAt, await lastEventAt(ctx.db, ticket.id));
    const note = async (ctx: Context, { id, messages }: Ticket, at: number): Promise<TicketEvent> => {
      const words = { ticket_id: id, place: messages + 1, kind: "note", public_place: null } as const;
      await addMessage(ctx.db, { ...words, author_id: by.id, ...message, sent_at: at });
      await sendFilesAlong(ctx, by, files, { ticket_id: id, place: messages + 1 });
      return { kind, data: {} };
    };
    const mayTouch = kind === "noted" ? mayNoteOn : async () => true;
    const { messages } = await changeTicket(asOf(ctx, at), by, ticket.number, note, mayTouch);
    await settle(ctx, taking, "reply", nameOf(ticket), messages);
    await more(ctx);
  });
}
