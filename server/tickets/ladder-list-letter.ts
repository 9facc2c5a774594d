import { keptEscalation } from "#server/escalation/climbing.ts";
import { isSettled } from "#server/escalation/escalation.ts";
import { toldSince } from "#server/escalation/hearing.ts";
import { letter } from "#server/http/view.ts";
import type { LetterWriter } from "#server/notifications/letter.ts";
import { canAnswer } from "./assigning.ts";
import { factsNow } from "./clocks.ts";
import { LIST_KIND, type ListPayload } from "./ladder-mailing.ts";
import { subjectOf } from "./letters.ts";
import { ticketById } from "./store.ts";
import { addressOf, canSee, nameOf } from "./ticket.ts";

const MOST_LINES = 200;

export type TicketList = {
  lead: string;
  lines: { name: string; subject: string; address: string }[];
  more: number;
  desk: string;
};
const asMarkup = letter<TicketList>("tickets/mail/ladder-list.html");
const asText = letter<TicketList>("tickets/mail/ladder-list.txt", false);

export const drawList = (subject: string, page: TicketList) => ({ subject, text: asText(page), html: asMarkup(page) });

/** Everything somebody was told of at once, as it stands when the list goes out: what was answered is not on it. */
const writeList: LetterWriter = async (ctx, reader, payload) => {
  if (!canAnswer(reader)) return null;
  const lines: TicketList["lines"] = [];
  for (const { about, id } of await toldSince(ctx, reader.id, (payload as ListPayload).since)) {
    const ticket = await ticketById(ctx.db, about);
    if (!ticket || !canSee(reader, ticket)) continue;
    const { facts, now } = await factsNow(ctx, ticket, ctx.clock.now());
    const escalation = await keptEscalation(ctx, about, id, facts, now);
    if (!escalation || isSettled(escalation)) continue;
    lines.push({ name: nameOf(ticket), subject: subjectOf(ticket), address: ctx.config.baseUrl + addressOf(ticket) });
  }
  if (lines.length === 0) return null;
  const count = `${lines.length} ${lines.length === 1 ? "question waits" : "questions wait"}`;
  const page: TicketList = {
    lead: `${count}, and nobody has said that they have seen them. This is one list, so that it is not ${lines.length} mails.`,
    lines: lines.slice(0, MOST_LINES),
    more: Math.max(0, lines.length - MOST_LINES),
    desk: `${ctx.config.baseUrl}/desk`,
  };
  return drawList(`${count} to be seen`, page);
};

export const ladderListLetter: [string, LetterWriter] = [LIST_KIND, writeList];
