import { importEvents, type PastEvent } from "#server/journeys/importing.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { findImported, rememberImported } from "#server/platform/imported.ts";
import { type Added, addPastTickets, continuePastTicket } from "#server/tickets/importing.ts";
import type { PastMessage, PastTicket } from "#server/tickets/past.ts";
import { writeDown } from "#server/tickets/writing.ts";
import type { Who } from "./bringing.ts";
import type { Line } from "./lines.ts";

/** A ticket with everything the file says about it; without a ticket line it is one that was brought in before. */
export type Whole = { id: string; ticket: Line<"ticket"> | null; messages: Line<"message">[] };

type Articles = ReadonlyMap<string, number>;
type Drawn = { whole: Whole; past: PastTicket | null; messages: Map<string, PastMessage> };

/** Brings in some tickets, each whole; says how many were new. What is known already is continued. */
export async function bringTickets(ctx: Context, wholes: readonly Whole[], who: Who, articles: Articles) {
  const known = await findImported(
    ctx,
    "ticket",
    wholes.map(({ id }) => id),
  );
  const seen = await findImported(
    ctx,
    "message",
    wholes.flatMap(({ messages }) => messages.map(({ id }) => id)),
  );
  // Drawn before the transaction: nothing but queries happens inside.
  const drawn = wholes.map((whole) => draw(whole, who, articles, seen));
  const fresh = drawn.flatMap(({ whole, past, messages }) =>
    past && !known.has(whole.id) ? [{ whole, past, messages }] : [],
  );
  const older = drawn.filter(({ whole }) => known.has(whole.id));
  return inTransaction(ctx, async (ctx) => {
    const added = await addPastTickets(
      ctx,
      "import",
      fresh.map(({ past }) => past),
    );
    await rememberImported(
      ctx,
      "ticket",
      fresh.map(({ whole }, place) => ({ externalId: whole.id, id: added[place]?.id as number })),
    );
    for (const { whole, past, messages } of older)
      await continuePastTicket(ctx, known.get(whole.id) as number, [...messages.values()], past ?? UNENDED);
    const said = [...fresh, ...older].flatMap(({ messages }) => [...messages.keys()]);
    await rememberImported(
      ctx,
      "message",
      said.map((externalId) => ({ externalId, id: 0 })),
    );
    await importEvents(
      ctx,
      fresh.flatMap(({ whole, past }, place) => eventsOf(whole, past, added[place] as Added, who)),
    );
    return { added: fresh.length, messages: said.length, openings: drawn.flatMap(({ past }) => past?.openedAt ?? []) };
  });
}

const UNENDED = { resolvedAt: null, label: null, assigneeId: null };

function draw(whole: Whole, who: Who, articles: Articles, seen: ReadonlyMap<string, number>): Drawn {
  const messages = new Map(
    whole.messages.filter(({ id }) => !seen.has(id)).map((message) => [message.id, messageFrom(message, who)]),
  );
  return { whole, messages, past: whole.ticket && ticketFrom(whole.ticket, [...messages.values()], who, articles) };
}

function messageFrom({ author, kind, body, sent_at }: Line<"message">, who: Who): PastMessage {
  return { authorId: who(author).id, kind, message: writeDown(body), sentAt: sent_at };
}

function ticketFrom(line: Line<"ticket">, messages: PastMessage[], who: Who, articles: Articles): PastTicket {
  const { subject, requester, assignee, category, urgency, opened_at, body, resolved_at, label, article } = line;
  return {
    subject,
    requesterId: who(requester).id,
    assigneeId: assignee ? who(assignee).id : null,
    category: category ?? null,
    urgency,
    openedAt: opened_at,
    question: writeDown(body),
    messages,
    resolvedAt: resolved_at ?? null,
    label: label ? { label, articleId: (article && articles.get(article)) || null, article: article ?? null } : null,
  };
}

/** What the measure of deflection has to know of them, as if they had been asked here. */
function eventsOf(
  { id, ticket }: Whole,
  { requesterId, assigneeId, category, openedAt, resolvedAt, label }: PastTicket,
  { number }: Added,
  who: Who,
) {
  const asked = { personId: requesterId, isStaff: who(ticket?.requester ?? "").isStaff, session: `ticket ${id}` };
  const answered = { personId: assigneeId ?? requesterId, isStaff: true, session: `answer ${id}` };
  const article = label?.article ?? null;
  const isBasic = label ? label.label !== "not-basic" : null;
  const events: PastEvent[] = [
    {
      ...asked,
      id: `${id} created`,
      at: openedAt,
      happening: { type: "ticket_created", ticket: number, category },
    },
  ];
  if (resolvedAt === null) return events;
  if (article)
    events.push({
      ...answered,
      id: `${id} linked`,
      at: resolvedAt,
      happening: { type: "ticket_linked", ticket: number, article },
    });
  events.push({
    ...answered,
    id: `${id} resolved`,
    at: resolvedAt,
    happening: { type: "ticket_resolved", ticket: number, article, isBasic, source: label ? "agent" : null },
  });
  return events;
}
