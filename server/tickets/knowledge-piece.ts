import { articlesOfTicket, type Made, madeOfTicket } from "#server/knowledge/origins.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { incidentOf } from "./incident-store.ts";
import { incidentRuns, type RunLine, ticketRuns } from "./runbook-page.ts";
import { addressOf } from "./ticket.ts";

/** What a ticket has to do with the knowledge: for those who answer. */
export type KnowledgePiece = {
  runs: RunLine[];
  /** What is followed for the incident it is part of, and so for it, too. */
  incidentRuns: RunLine[];
  runbooksHref: string | null;
  made: Made[];
  /** Where its answer becomes an article; null where nobody may, or one is being written. */
  articleAction: string | null;
};

export async function knowledgePiece(
  ctx: Context,
  by: Person,
  ticket: { id: number; number: number },
): Promise<KnowledgePiece> {
  const made = await madeOfTicket(ctx, by, ticket.number);
  const incident = await incidentOf(ctx.db, ticket.id);
  const isBegun = made.some(({ isPublished }) => !isPublished);
  return {
    runs: await ticketRuns(ctx, by, ticket),
    incidentRuns: incident ? await incidentRuns(ctx, by, incident) : [],
    runbooksHref: can(by, "runbook.follow") ? `${addressOf(ticket)}/runbooks` : null,
    made,
    articleAction: can(by, "knowledge.write") && !isBegun ? `${addressOf(ticket)}/article` : null,
  };
}

/** For who asked: what became of their question, where they may read it. */
export const becameLines = async (ctx: Context, by: Person, ticket: { number: number }) =>
  (await articlesOfTicket(ctx, by, ticket.number)).map(({ slug, title }) => ({ title, href: `/articles/${slug}` }));
