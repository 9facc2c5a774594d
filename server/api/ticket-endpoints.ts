import { z } from "zod";
import { line, paragraphs } from "#server/http/form.ts";
import { listCategories } from "#server/knowledge/articles.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { tooLate } from "#server/platform/errors.ts";
import { fingerprintOf } from "#server/search/fingerprint.ts";
import { chooseCategory } from "#server/tickets/asking.ts";
import { type Answer, FIELD_KINDS } from "#server/tickets/field.ts";
import { answersByTicket } from "#server/tickets/fields.ts";
import { findTicket } from "#server/tickets/finding.ts";
import { type ListedMessage, listMessages, listTickets } from "#server/tickets/listing.ts";
import { openTicket } from "#server/tickets/opening.ts";
import { Overtaken, sendMessage } from "#server/tickets/replying.ts";
import { addressOf, STATUSES, type Ticket, URGENCIES } from "#server/tickets/ticket.ts";
import { LONGEST_BODY, LONGEST_SUBJECT, writeDown } from "#server/tickets/writing.ts";
import { endpoint, readerOf } from "./endpoint.ts";
import { limit, moment, slug, ticketNumber, writtenAt, writtenAtOrNull } from "./fields.ts";
import { WrongInput } from "./problem.ts";
import { answersIn, givenAnswers } from "./ticket-answers.ts";

const ticket = {
  number: z.int(),
  subject: z.string(),
  status: z.enum(STATUSES),
  urgency: z.enum(URGENCIES),
  category: z.string().nullable(),
  requester: z.string(),
  assignee: z.string().nullable(),
  openedAt: moment,
  updatedAt: moment,
  resolvedAt: moment.nullable(),
  href: z.string().meta({ description: "Where people read it" }),
  fields: z
    .array(z.object({ label: z.string(), kind: z.enum(FIELD_KINDS), value: z.string() }))
    .meta({ description: "What its category asks besides, as it was asked" }),
};

type Named = Pick<
  Ticket,
  "number" | "subject" | "status" | "urgency" | "category" | "openedAt" | "updatedAt" | "resolvedAt"
> & { requesterName: string; assigneeName: string | null };

const written = (one: Named, answers: readonly Answer[] = []) => ({
  ...one,
  requester: one.requesterName,
  assignee: one.assigneeName,
  openedAt: writtenAt(one.openedAt),
  updatedAt: writtenAt(one.updatedAt),
  resolvedAt: writtenAtOrNull(one.resolvedAt),
  href: addressOf(one),
  fields: answers.map(({ label, kind, value }) => ({ label, kind, value })),
});

const message = z.object({
  place: z.int().meta({ description: "Counted from 1, as the reader sees them" }),
  kind: z.enum(["public", "note"]),
  author: z.string(),
  body: z.string(),
  sentAt: moment,
  files: z.array(z.object({ name: z.string(), size: z.string(), href: z.string() })),
});

const writtenMessage = (one: ListedMessage) => ({ ...one, sentAt: writtenAt(one.sentAt) });

const body = (what: string) =>
  paragraphs(what, LONGEST_BODY).meta({ maxLength: LONGEST_BODY, example: "It says 42804." });
const params = z.strictObject({ number: ticketNumber });
const READ = { action: "ticket.see", scope: "tickets:read", group: "Tickets" } as const;

export const ticketEndpoints = [
  endpoint({
    ...{ ...READ, method: "get", path: "/tickets" },
    summary: "List tickets",
    says: "Every ticket the owner may see, newest first. `next` is the `before` of the next page, or null.",
    query: z.strictObject({
      before: ticketNumber.optional(),
      status: z.enum(STATUSES).optional(),
      limit: limit(100, 50),
    }),
    answer: z.object({ tickets: z.array(z.object(ticket)), next: z.int().nullable() }),
    work: async (ctx, { person }, { query: { before, status = null, limit } }) => {
      const { tickets, next } = await listTickets(ctx, person, { before, status, limit });
      const answers = await answersByTicket(
        ctx,
        tickets.map(({ id }) => id),
      );
      return { tickets: tickets.map((one) => written(one, answers.get(one.id))), next };
    },
  }),
  endpoint({
    ...{ ...READ, method: "get", path: "/tickets/{number}" },
    summary: "Read a ticket",
    says: "With its newest messages, oldest first; notes are there for those who may see them. `next` is the `before` of the page before, or null.",
    params,
    query: z.strictObject({ before: ticketNumber.optional(), limit: limit(100, 50) }),
    answer: z.object({ ...ticket, messages: z.array(message), next: z.int().nullable() }),
    work: async (ctx, { person }, { params: { number }, query }) => {
      const found = await findTicket(ctx, person, number);
      const { messages, next } = await listMessages(ctx, person, found, query);
      const answers = await answersByTicket(ctx, [found.id]);
      return { ...written(found, answers.get(found.id)), messages: messages.map(writtenMessage), next };
    },
  }),
  endpoint({
    ...{ method: "post", path: "/tickets", group: "Tickets", action: "ticket.open", scope: "tickets:write" },
    summary: "Open a ticket",
    says: "As the owner of the token. Without a category it lies where the likeliest articles are; with one, what the category asks has to be answered in `fields`.",
    body: z.strictObject({
      subject: line("The subject", LONGEST_SUBJECT, 3).meta({
        maxLength: LONGEST_SUBJECT,
        example: "The log is empty",
      }),
      body: body("What happened"),
      category: slug.optional(),
      urgency: z.enum(URGENCIES).default("normal"),
      fields: givenAnswers.optional(),
    }),
    answer: z.object({ number: z.int(), href: z.string() }),
    work: async (ctx, caller, { body: { subject, body, category = "", urgency, fields } }, keep) => {
      await refuseUnknown(ctx, caller.person, category);
      const chosen = await chooseCategory(ctx, caller.person, { subject, body, category });
      const answers = await answersIn(ctx, { category: chosen, isNamed: category !== "" }, fields);
      const fingerprint = fingerprintOf(`${subject}\n${body}`);
      const about = { subject, message: writeDown(body), category: chosen, urgency, tried: [] };
      const question = { ...about, answers, fingerprint };
      return keep(async (ctx) => {
        const number = await openTicket(ctx, caller.person, readerOf(caller), question);
        return { number, href: `/api/v1/tickets/${number}` };
      });
    },
  }),
  endpoint({
    ...{ method: "post", path: "/tickets/{number}/messages", group: "Tickets" },
    ...{ action: "ticket.reply", scope: "tickets:write" },
    summary: "Reply to a ticket",
    says: "With `seen`, the place of the last message you know, a reply is refused (409) while somebody else's stands between.",
    params,
    body: z.strictObject({
      body: body("The message"),
      kind: z.enum(["public", "note"]).default("public"),
      seen: z.int().min(0).optional(),
    }),
    answer: z.object({ place: z.int(), href: z.string() }),
    work: async (_ctx, caller, { params: { number }, body: { body, kind, seen } }, keep) => {
      const sent = { kind, message: writeDown(body), seen: seen ?? 0, isAnyway: seen === undefined, next: "" } as const;
      return keep(async (ctx) => {
        const place = await sendMessage(ctx, caller.person, readerOf(caller), number, sent).catch(sayOvertaken);
        return { place, href: `/api/v1/tickets/${number}` };
      });
    },
  }),
];

/** A page offers the shelves there are; a program has to be told that it named none of them. */
async function refuseUnknown(ctx: Context, person: Person, category: string): Promise<void> {
  const known = category === "" ? [] : await listCategories(ctx, person);
  if (category !== "" && !known.some((one) => one.slug === category))
    throw new WrongInput([{ field: "body.category", detail: `There is no category "${category}".` }]);
}

function sayOvertaken(error: unknown): never {
  if (!(error instanceof Overtaken)) throw error;
  throw tooLate("Somebody wrote since. Read the ticket again, and send the reply with the place you have seen then.");
}
