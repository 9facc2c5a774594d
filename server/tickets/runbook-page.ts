import { view } from "#server/http/view.ts";
import { listRunbooks } from "#server/knowledge/runbook.ts";
import { suggestArticles } from "#server/knowledge/searching.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import { findTicket } from "./finding.ts";
import { findRun } from "./following.ts";
import { runsOf, ticksOf } from "./runbook-store.ts";
import { addressOf, nameOf } from "./ticket.ts";

const MOST_RUNS = 20;
const MOST_LIKELY = 10;

export type RunLine = { title: string; href: string; done: number; steps: number; isOver: boolean };

/** The runbooks that were begun for a ticket, newest first. */
export async function runLines(ctx: Context, by: Person, ticket: { id: number; number: number }): Promise<RunLine[]> {
  if (!can(by, "runbook.follow")) return [];
  return (await runsOf(ctx.db, ticket.id, MOST_RUNS)).map(({ id, title, done, steps, endedAt }) => ({
    ...{ title, steps, done: Number(done), isOver: endedAt !== null },
    href: `${addressOf(ticket)}/runs/${id}`,
  }));
}

type Choice = { slug: string; title: string; summary: string; href: string };
type RunbooksPage = {
  title: string;
  ticket: { name: string; subject: string; href: string };
  likely: Choice[];
  others: Choice[];
};
export const runbooksView = view<RunbooksPage>("tickets/runbooks", "staff");

export async function runbooksPage(ctx: Context, by: Person, number: number): Promise<RunbooksPage> {
  const ticket = await findTicket(ctx, by, number);
  const likely = new Set((await suggestArticles(ctx, by, ticket.subject, MOST_LIKELY)).map(({ slug }) => slug));
  const all = (await listRunbooks(ctx, by)).map(({ slug, title, summary }) => ({
    ...{ slug, title, summary },
    href: `/articles/${slug}`,
  }));
  return {
    title: `Runbooks for ${nameOf(ticket)}`,
    ticket: { name: nameOf(ticket), subject: ticket.subject, href: addressOf(ticket) },
    likely: all.filter(({ slug }) => likely.has(slug)),
    others: all.filter(({ slug }) => !likely.has(slug)),
  };
}

type Part = {
  html: SafeHtml;
  step: { number: number; text: string; tick: { by: string; at: number; note: string; after: string } | null } | null;
};
type RunPage = {
  title: string;
  runbook: { title: string; href: string };
  ticket: { name: string; subject: string; href: string };
  address: string;
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

export async function runPage(ctx: Context, by: Person, number: number, id: number): Promise<RunPage> {
  const run = await findRun(ctx, by, number, id);
  const ticks = new Map((await ticksOf(ctx.db, id)).map(({ step, ...tick }) => [step, tick]));
  const { startedAt, endedAt, startedBy, done, steps, ticket } = run;
  return {
    title: `${run.title} for ${nameOf(ticket)}`,
    runbook: { title: run.title, href: `/articles/${run.slug}` },
    ticket: { name: nameOf(ticket), subject: ticket.subject, href: addressOf(ticket) },
    address: `${addressOf(ticket)}/runs/${id}`,
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
