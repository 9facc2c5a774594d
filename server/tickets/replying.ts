import type { Reader } from "#server/journeys/journal.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { forbidden, tooLate } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";
import { recordReopening } from "./events.ts";
import { sendFilesAlong } from "./files.ts";
import { findTicket } from "./finding.ts";
import type { TicketEvent } from "./history.ts";
import { tell, tellAgents, tellFollowers } from "./mailing.ts";
import { bringIn } from "./mentioning.ts";
import { numberAfterMerges } from "./merging.ts";
import { mayNoteOn } from "./queues.ts";
import { dropReplyDraft } from "./reply-draft-store.ts";
import { addMessage, type MessageKind, othersSince } from "./thread-store.ts";
import { canSeeNotes, type Ticket, takesPart } from "./ticket.ts";
import type { Written } from "./writing.ts";

export type Message = {
  kind: MessageKind;
  message: Written;
  /** The place of the last message its author saw, counted as they see them. */
  seen: number;
  /** They know what came in between, and mean it. */
  isAnyway: boolean;
  /** A reply may leave the next word to the requester; a thank-you opens nothing again. */
  next: "" | "wait" | "thanks";
  /** Files that wait to be sent along. */
  files?: readonly string[];
};

/** Somebody answered while this was being written: it is shown to them before anything is sent. */
export class Overtaken extends Error {}

/** Says the place of the new message, as its author sees it. */
export async function sendMessage(
  ctx: Context,
  by: Person,
  reader: Reader,
  named: number,
  sent: Message,
): Promise<number> {
  const { id, number, isForwarded } = await whereItGoes(ctx, by, named);
  const ticket = await changeTicket(
    ctx,
    by,
    number,
    async (ctx, ticket, at) => {
      if (!can(by, sent.kind === "note" ? "ticket.note" : "ticket.reply", takesPart(by, ticket)))
        throw forbidden("Only those who answer may add notes.");
      if (!isForwarded) await refuseOvertaken(ctx, by, ticket, sent);
      const mentions =
        sent.kind === "note" ? await bringIn(ctx, by, ticket, sent.message.body, ticket.messages + 1, at) : [];
      const event = whatItMeans(by, ticket, sent, mentions);
      const publicPlace = sent.kind === "note" ? null : ticket.publicMessages + 1;
      await addMessage(ctx.db, {
        ticket_id: ticket.id,
        place: ticket.messages + 1,
        kind: sent.kind,
        public_place: publicPlace,
        author_id: by.id,
        ...sent.message,
        sent_at: at,
      });
      await dropReplyDraft(ctx.db, id, by.id);
      await sendFilesAlong(ctx, by, sent.files ?? [], { ticket_id: ticket.id, place: ticket.messages + 1 });
      if (publicPlace !== null) await passOn(ctx, by, ticket, event, publicPlace);
      if (event.kind === "asked" && ticket.status === "resolved") await recordReopening(ctx, reader, ticket);
      return event;
    },
    sent.kind === "note" ? mayNoteOn : undefined,
  );
  return canSeeNotes(by) ? ticket.messages : ticket.publicMessages;
}

/** What is said to a ticket that was merged goes where it goes on; what is known there, its author cannot have seen. */
async function whereItGoes(ctx: Context, by: Person, named: number) {
  const { id, status } = await findTicket(ctx, by, named);
  const number = status === "merged" ? await numberAfterMerges(ctx, named, id) : named;
  return { id, number, isForwarded: number !== named };
}

async function refuseOvertaken(ctx: Context, by: Person, ticket: Ticket, { kind, seen, isAnyway }: Message) {
  if (kind === "note" || isAnyway) return;
  if (await othersSince(ctx.db, ticket.id, canSeeNotes(by), seen, by.id)) throw new Overtaken();
}

function whatItMeans(by: Person, ticket: Ticket, { kind, next }: Message, mentions: number[]): TicketEvent {
  if (kind === "note") return { kind: "noted", data: mentions.length > 0 ? { mentions } : {} };
  if (!takesPart(by, ticket)) return { kind: "answered", data: { waits: next === "wait" } };
  if (next !== "thanks") return { kind: "asked", data: {} };
  if (ticket.status !== "resolved")
    throw tooLate("This question is open again, so somebody would wait for a word. Send a reply instead.");
  return { kind: "thanked", data: {} };
}

async function passOn(ctx: Context, by: Person, ticket: Ticket, event: TicketEvent, place: number): Promise<void> {
  if (event.kind === "answered") await tell(ctx, by, { id: ticket.requesterId }, ticket, "ticket.answered", place);
  const told = event.kind === "asked" ? await tellAgents(ctx, by, ticket, "ticket.asked", place) : [];
  if (event.kind === "answered" || event.kind === "asked") await tellFollowers(ctx, by, ticket, place, told);
}
