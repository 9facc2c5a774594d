import { mayAnswer } from "#server/notifications/brakes.ts";
import { lastNameFrom } from "#server/notifications/keeping-mail.ts";
import type { LetterWriter } from "#server/notifications/letter.ts";
import { queueMessage } from "#server/notifications/outbox.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { eyesOf } from "./finding.ts";
import { drawLetter, goingOn } from "./letters.ts";
import { ticketByNumber } from "./store.ts";
import { isOwn, nameOf } from "./ticket.ts";

const KIND = "ticket.received";

type Payload = { number: number };

/** Tells who asked by mail that it arrived, if the brakes let it. Call it in the transaction that opens the ticket. */
export async function acknowledge(ctx: Context, to: Person, number: number): Promise<void> {
  const about = nameOf({ number });
  if (!(await mayAnswer(ctx, { kind: KIND, to, about }))) return;
  const payload: Payload = { number };
  await queueMessage(ctx, { kind: KIND, to, reason: `${KIND} ${about}`, about, payload });
}

const write: LetterWriter = async (ctx, reader, payload) => {
  const ticket = await ticketByNumber(ctx.db, (payload as Payload).number, eyesOf(reader));
  if (!ticket || !isOwn(reader, ticket) || ticket.spamAt !== null || ticket.firstReplyAt !== null) return null;
  const lead = `Your question arrived and is ${nameOf(ticket)}. Whoever takes it answers you here.`;
  const drawn = drawLetter(ctx, ticket, lead, { body: "", html: "" });
  return goingOn(drawn, await lastNameFrom(ctx, nameOf(ticket), reader.email));
};

export const receivedLetter: [string, LetterWriter] = [KIND, write];
