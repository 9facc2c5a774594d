import { findArticle } from "#server/knowledge/articles.ts";
import { runbookAt } from "#server/knowledge/runbook.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound, tooLate } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";
import { findTicket } from "./finding.ts";
import * as store from "./runbook-store.ts";

/** Begins to follow a runbook for a ticket, in the text it has now, and says the number of the run. */
export async function followRunbook(ctx: Context, by: Person, number: number, slug: string): Promise<number> {
  if (!can(by, "runbook.follow")) throw notFound("ticket");
  const article = await findArticle(ctx, by, slug);
  if (article.type !== "runbook") throw notFound("runbook");
  const parts = await runbookAt(ctx, article.id, article.revision);
  const steps = parts.filter(({ step }) => step !== null).length;
  let run = 0;
  await changeTicket(ctx, by, number, async (ctx, ticket, at) => {
    const { id: article_id, revision, title } = article;
    const row = { ticket_id: ticket.id, article_id, revision, title, steps, started_by: by.id, started_at: at };
    run = (await store.addRun(ctx.db, row)).id;
    return { kind: "followed", data: { runbook: title, run } };
  });
  return run;
}

/** A run of this ticket, and no other's. */
export async function findRun(ctx: Context, by: Person, number: number, id: number) {
  const ticket = await findTicket(ctx, by, number);
  const run =
    can(by, "runbook.follow") && Number.isSafeInteger(id) ? await store.runOf(ctx.db, ticket.id, id) : undefined;
  if (!run) throw notFound("run");
  return { ...run, done: Number(run.done), ticket, parts: await runbookAt(ctx, run.articleId, run.revision) };
}

export type Tick = { step: number; isDone: boolean; note: string };

/** Says that a step was done, or was not after all. Done twice, it was done once; the ticket's history keeps both. */
export async function tickStep(ctx: Context, by: Person, number: number, id: number, tick: Tick): Promise<void> {
  const { parts } = await findRun(ctx, by, number, id);
  const step = parts.find((part) => part.step?.number === tick.step)?.step;
  if (!step) throw notFound("step");
  const { isDone, note } = tick;
  await changeTicket(ctx, by, number, async (ctx, ticket, at) => {
    if ((await store.runOf(ctx.db, ticket.id, id))?.endedAt !== null)
      throw tooLate("This runbook was ended. Begin it again to go on.");
    const isNews = isDone
      ? await store.addTick(ctx.db, { run_id: id, step: step.number, person_id: by.id, at, note })
      : await store.dropTick(ctx.db, id, step.number);
    return isNews ? { kind: "ticked", data: { run: id, step: step.number, text: step.text, isDone, note } } : null;
  });
}

export async function endRun(ctx: Context, by: Person, number: number, id: number): Promise<void> {
  const { title, steps } = await findRun(ctx, by, number, id);
  await changeTicket(ctx, by, number, async (ctx, _ticket, at) => {
    if (!(await store.endRun(ctx.db, id, by.id, at))) return null;
    const done = (await store.ticksOf(ctx.db, id)).length;
    return { kind: "followed", data: { runbook: title, run: id, ended: { done, steps } } };
  });
}
