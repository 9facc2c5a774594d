import { view } from "#server/http/view.ts";
import { listRunbooks } from "#server/knowledge/runbook.ts";
import { suggestArticles } from "#server/knowledge/searching.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import { findTicket } from "./finding.ts";
import { type FoundRun, findRun } from "./following.ts";
import { workAddress } from "./incident.ts";
import { forIncident, forTicket, type RunFor, runsOf, ticksOf } from "./runbook-store.ts";
import { addressOf, nameOf } from "./ticket.ts";

const MOST_RUNS = 20;
const MOST_LIKELY = 10;

export type RunLine = { title: string; href: string; done: number; steps: number; isOver: boolean };

/** The runbooks that were begun for this, newest first. `address` is where the ticket or incident is. */
async function runLines(ctx: Context, by: Person, what: RunFor, address: string): Promise<RunLine[]> {
  if (!can(by, "runbook.follow")) return [];
  return (await runsOf(ctx.db, what, MOST_RUNS)).map(({ id, title, done, steps, endedAt }) => ({
    ...{ title, steps, done: Number(done), isOver: endedAt !== null },
    href: `${address}/runs/${id}`,
  }));
}

export const ticketRuns = (ctx: Context, by: Person, ticket: { id: number; number: number }): Promise<RunLine[]> =>
  runLines(ctx, by, forTicket(ticket.id), addressOf(ticket));

export const incidentRuns = (ctx: Context, by: Person, incident: { id: number }): Promise<RunLine[]> =>
  runLines(ctx, by, forIncident(incident.id), workAddress(incident));

/** What a runbook is followed for, as its pages name it. */
type About = { name: string; subject: string; href: string };
export const aboutTicket = (ticket: { number: number; subject: string }): About => ({
  ...{ name: nameOf(ticket), subject: ticket.subject, href: addressOf(ticket) },
});

type Choice = { slug: string; title: string; summary: string; href: string };
type RunbooksPage = { title: string; about: About; likely: Choice[]; others: Choice[] };
export const runbooksView = view<RunbooksPage>("tickets/runbooks", "staff");

export async function runbooksPage(ctx: Context, by: Person, about: About): Promise<RunbooksPage> {
  const likely = new Set((await suggestArticles(ctx, by, about.subject, MOST_LIKELY)).map(({ slug }) => slug));
  const all = (await listRunbooks(ctx, by)).map(({ slug, title, summary }) => ({
    ...{ slug, title, summary },
    href: `/articles/${slug}`,
  }));
  return {
    title: `Runbooks for ${about.name}`,
    about,
    likely: all.filter(({ slug }) => likely.has(slug)),
    others: all.filter(({ slug }) => !likely.has(slug)),
  };
}

export const ticketRunbooks = async (ctx: Context, by: Person, number: number): Promise<RunbooksPage> =>
  runbooksPage(ctx, by, aboutTicket(await findTicket(ctx, by, number)));

type Part = {
  html: SafeHtml;
  step: { number: number; text: string; tick: { by: string; at: number; note: string; after: string } | null } | null;
};
type RunPage = {
  title: string;
  runbook: { title: string; href: string };
  about: About;
  address: string;
  /** Where each step is noted. */
  notedIn: string;
  startedBy: string;
  startedAt: number;
  endedAt: number | null;
  /** How long it went on, or has gone on so far. */
  took: string;
  done: number;
  steps: number;
  parts: Part[];
};
export const runView = view<RunPage>("tickets/run", "staff");

export async function ticketRunPage(ctx: Context, by: Person, number: number, id: number): Promise<RunPage> {
  const { ticket, ...run } = await findRun(ctx, by, number, id);
  return runPage(ctx, run, aboutTicket(ticket), "Each step is noted in the ticket.");
}

export async function runPage(ctx: Context, run: FoundRun, about: About, notedIn: string): Promise<RunPage> {
  const ticks = new Map((await ticksOf(ctx.db, run.id)).map(({ step, ...tick }) => [step, tick]));
  const { startedAt, endedAt, startedBy, done, steps } = run;
  return {
    title: `${run.title} for ${about.name}`,
    runbook: { title: run.title, href: `/articles/${run.slug}` },
    ...{ about, notedIn, address: `${about.href}/runs/${run.id}` },
    ...{ startedBy, startedAt, endedAt, done, steps },
    took: inShort((endedAt ?? ctx.clock.now()) - startedAt),
    parts: run.parts.map(({ html, step }) => {
      const tick = step && ticks.get(step.number);
      return { html, step: step && { ...step, tick: tick ? { ...tick, after: inShort(tick.at - startedAt) } : null } };
    }),
  };
}

/** "4 min", "2 h 5 min": how long something took. */
export function inShort(ms: number): string {
  if (ms < MINUTE) return "less than a minute";
  const [hours, minutes] = [Math.floor(ms / HOUR), Math.floor((ms % HOUR) / MINUTE)];
  return [hours > 0 ? `${hours} h` : "", minutes > 0 ? `${minutes} min` : ""].filter(Boolean).join(" ");
}
