import { clocksKept, type KeptClock } from "#server/escalation/keeping.ts";
import { METRIC_NAMES } from "#server/escalation/policy.ts";
import { timeFormats } from "#server/http/times.ts";
import type { LetterWriter } from "#server/notifications/letter.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { canAnswer } from "./assigning.ts";
import { CLOCK_LETTER_KINDS, type ClockLetterKind, type ClockPayload } from "./clock-mailing.ts";
import { eyesOf } from "./finding.ts";
import { drawLetter } from "./letters.ts";
import { ticketByNumber } from "./store.ts";
import { nameOf } from "./ticket.ts";

/** What is about to be late, and what is. Not sent to whom it does not concern any more: the clock has stopped. */
export const clockLetters: [string, LetterWriter][] = CLOCK_LETTER_KINDS.map((kind) => [kind, writerOf(kind)]);

function writerOf(kind: ClockLetterKind): LetterWriter {
  return async (ctx, reader, payload) => {
    const { number, clock: id } = payload as ClockPayload;
    const ticket = await ticketByNumber(ctx.db, number, eyesOf(reader));
    if (!ticket || !canAnswer(reader)) return null;
    const clock = (await clocksKept(ctx, [ticket.id])).find((one) => one.id === id);
    if (clock?.state !== "running" || clock.dueAt === null) return null;
    return drawLetter(ctx, ticket, await leadOf(ctx, reader, kind, nameOf(ticket), clock), { body: "", html: "" });
  };
}

async function leadOf(ctx: Context, reader: Person, kind: ClockLetterKind, name: string, clock: KeptClock) {
  const { timeZone, language } = await readSettings(ctx);
  const time = timeFormats(ctx.clock.now(), reader.timeZone ?? timeZone, reader.language ?? language);
  const what = METRIC_NAMES[clock.metric].toLowerCase();
  const due = time.exact(clock.dueAt as number);
  return kind === "clock.warning"
    ? `The ${what} of ${name} is due soon: ${due}.`
    : `The ${what} of ${name} is late. It was due ${due}.`;
}
