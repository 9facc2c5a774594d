import { keptEscalation } from "#server/escalation/climbing.ts";
import { isSettled } from "#server/escalation/escalation.ts";
import type { LetterWriter } from "#server/notifications/letter.ts";
import type { Context } from "#server/platform/context.ts";
import { escapeHtml } from "#server/platform/html.ts";
import { canAnswer } from "./assigning.ts";
import { factsNow } from "./clocks.ts";
import { eyesOf } from "./finding.ts";
import { LADDER_LETTER_KINDS, type LadderLetterKind, type LadderPayload } from "./ladder-mailing.ts";
import { drawLetter } from "./letters.ts";
import { ticketByNumber } from "./store.ts";
import { addressOf, nameOf } from "./ticket.ts";

/** What a ladder has to say. Looked at again when it goes out: who was answered or seen meanwhile, waits no more. */
export const ladderLetters: [string, LetterWriter][] = LADDER_LETTER_KINDS.map((kind) => [kind, writerOf(kind)]);

function writerOf(kind: LadderLetterKind): LetterWriter {
  return async (ctx, reader, payload) => {
    const { number, escalation: id, step, place, lockNo } = payload as LadderPayload;
    const ticket = await ticketByNumber(ctx.db, number, eyesOf(reader));
    if (!ticket || !canAnswer(reader)) return null;
    const { facts, now } = await factsNow(ctx, ticket, ctx.clock.now());
    const escalation = await keptEscalation(ctx, ticket.id, id, facts, now);
    if (!escalation || isSettled(escalation)) return null;
    const name = nameOf(ticket);
    const lead = LEADS[kind](name, step, place, escalation.trigger === "by hand");
    return drawLetter(
      ctx,
      ticket,
      lead,
      kind === "ladder.lapsed" ? NOTHING : askToAcknowledge(ctx, ticket, id, kind === "ladder.step" ? lockNo : null),
    );
  };
}

const NOTHING = { body: "", html: "" };

/** The link leads to a page with a button: a program that follows links in mail must not acknowledge anything. */
function askToAcknowledge(ctx: Context, ticket: { number: number }, escalation: number, lockNo: number | null) {
  const place = lockNo === null ? "" : `&lock=${lockNo}`;
  const address = `${ctx.config.baseUrl}${addressOf(ticket)}/acknowledgement?escalation=${escalation}${place}`;
  const words = "Say that you have seen it, and nobody else is told for now";
  return { body: `${words}: ${address}`, html: `<p><a href="${escapeHtml(address)}">${words}</a></p>` };
}

const LEADS: Record<LadderLetterKind, (name: string, step: string, place: string, isByHand: boolean) => string> = {
  "ladder.step": (name, step, place, isByHand) =>
    isByHand
      ? `Somebody asks for your help with ${name} (${step}, ${place}).`
      : `${name} waits, and nobody has said that they have seen it. You are told as ${place}, ${step}.`,
  "ladder.fallback": (name) => `${name} waits, and its ladder reached nobody. You are told because somebody has to be.`,
  "ladder.end": (name) =>
    `${name} waits. Everybody on its ladder was told, and nobody has said that they have seen it. You are told because the ladder is used up.`,
  "ladder.lapsed": (name) =>
    `You said that you had seen ${name}. Nothing has happened since, so others are told again.`,
};
