import type { Reader } from "#server/journeys/journal.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden } from "#server/platform/errors.ts";
import { noteInHistory } from "./changing.ts";
import { followClocks } from "./clocks.ts";
import { recordOpening } from "./events.ts";
import { type Answer, forHistory } from "./field.ts";
import { addAnswers } from "./field-store.ts";
import { sendFilesAlong } from "./files.ts";
import { after, BEFORE, type TicketEvent } from "./history.ts";
import { keepFingerprint } from "./known-store.ts";
import { ring } from "./live.ts";
import { tell, tellAgents } from "./mailing.ts";
import { queueFor } from "./queues.ts";
import { awaitRule } from "./rules.ts";
import { addTicket, saveTicket } from "./store.ts";
import { moveTally, nextNumber } from "./tally.ts";
import { addContext, addMessage } from "./thread-store.ts";
import type { Urgency } from "./ticket.ts";
import type { Written } from "./writing.ts";

/** Something they looked for or read before they asked, as they chose to send it along. */
export type Tried = { kind: "search"; text: string; slug: null } | { kind: "article"; text: string; slug: string };

export type Question = {
  subject: string;
  message: Written;
  category: string | null;
  urgency: Urgency;
  tried: readonly Tried[];
  /** Files that wait to be sent along. */
  files?: readonly string[];
  /** What its category asks besides. */
  answers?: readonly Answer[];
  /** Whose question it is, where somebody who answers opens it for them. */
  requester?: { id: number };
  /** Those who answer know of it already: it is one more of an incident. */
  isQuiet?: boolean;
  /** What tells its error from others. */
  fingerprint?: string | null;
};

/** Says the number of the new ticket. */
export async function openTicket(ctx: Context, by: Person, reader: Reader, question: Question): Promise<number> {
  const { subject, message, category, urgency, tried, files = [], answers = [], requester = by } = question;
  const { isQuiet = false, fingerprint = null } = question;
  const isForOther = requester.id !== by.id;
  if (!can(by, isForOther ? "ticket.open-for" : "ticket.open")) throw forbidden("Sign in to ask.");
  return inTransaction(ctx, async (ctx) => {
    const number = await nextNumber(ctx);
    const at = ctx.clock.now();
    const queue = await queueFor(ctx, category);
    const event: TicketEvent = {
      kind: "opened",
      data: {
        ...{ urgency, category, queue },
        ...(isForOther ? { byStaff: true as const } : {}),
        ...(answers.length > 0 ? { answers: answers.map(forHistory) } : {}),
      },
    };
    const state = after(BEFORE, event, at);
    const { id } = await addTicket(ctx.db, { number, subject, requester_id: requester.id, origin: "portal" }, state);
    await addMessage(ctx.db, {
      ticket_id: id,
      place: 1,
      kind: "public",
      public_place: 1,
      author_id: by.id,
      ...message,
      sent_at: at,
    });
    await sendFilesAlong(ctx, by, files, { ticket_id: id, place: 1 });
    if (answers.length > 0) await addAnswers(ctx.db, id, answers);
    if (fingerprint !== null) await keepFingerprint(ctx.db, id, fingerprint);
    if (tried.length > 0)
      await addContext(
        ctx.db,
        tried.map((one, position) => ({ ticket_id: id, position, ...one })),
      );
    await noteInHistory(ctx, { id, seq: 1 }, by, event, at);
    await saveTicket(ctx.db, id, state, await followClocks(ctx, { id, number, requesterId: requester.id }, at));
    const opened = { number, assigneeId: null, requesterId: requester.id, queueId: queue, insiders: null };
    if (isForOther) await tell(ctx, by, requester, opened, "ticket.answered", 1);
    else if (!isQuiet) await tellAgents(ctx, by, opened, "ticket.opened", 1);
    await awaitRule(ctx, id);
    await recordOpening(ctx, reader, { number, category });
    await moveTally(ctx, null, { ...state, requesterId: requester.id });
    ring(ctx);
    return number;
  });
}
