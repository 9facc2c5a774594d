import { findArticle } from "#server/knowledge/articles.ts";
import { runbookAt } from "#server/knowledge/runbook.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound, tooLate } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";
import { findTicket } from "./finding.ts";
import * as store from "./runbook-store.ts";

/** A runbook they may read, in the text it has now, as a run of it begins. */
export async function beginningOf(ctx: Context, by: Person, slug: string) {
  const article = await findArticle(ctx, by, slug);
  if (article.type !== "runbook") throw notFound("runbook");
  const { id: article_id, revision, title } = article;
  const parts = await runbookAt(ctx, article_id, revision);
  return { article_id, revision, title, steps: parts.filter(({ step }) => step !== null).length, started_by: by.id };
}

/** Begins to follow a runbook for a ticket and says the number of the run. */
export async function followRunbook(ctx: Context, by: Person, number: number, slug: string): Promise<number> {
  if (!can(by, "runbook.follow")) throw notFound("ticket");
  const beginning = await beginningOf(ctx, by, slug);
  let run = 0;
  await changeTicket(ctx, by, number, async (ctx, ticket, at) => {
    run = (await store.addRun(ctx.db, { ...beginning, ...store.forTicket(ticket.id), started_at: at })).id;
    const { title: runbook, article_id: article, revision, steps } = beginning;
    return { kind: "followed", data: { runbook, run, of: { article, revision, steps } } };
  });
  return run;
}

/** A run of this ticket or incident, and no other's, in the text it was begun with. */
export async function findRunFor(ctx: Context, by: Person, what: store.RunFor, id: number) {
  const run = can(by, "runbook.follow") && Number.isSafeInteger(id) ? await store.runOf(ctx.db, what, id) : undefined;
  if (!run) throw notFound("run");
  return { ...run, done: Number(run.done), parts: await runbookAt(ctx, run.articleId, run.revision) };
}

export type FoundRun = Awaited<ReturnType<typeof findRunFor>>;

export async function findRun(ctx: Context, by: Person, number: number, id: number) {
  const ticket = await findTicket(ctx, by, number);
  return { ...(await findRunFor(ctx, by, store.forTicket(ticket.id), id)), ticket };
}

export type Tick = { step: number; isDone: boolean; note: string };

export function stepOf({ parts }: FoundRun, { step: number }: Tick) {
  const step = parts.find((part) => part.step?.number === number)?.step;
  if (!step) throw notFound("step");
  return step;
}

/** In the transaction of the change. Says whether it is news: done twice, it was done once. */
export async function noteTick(ctx: Context, by: Person, run: number, tick: Tick, at: number): Promise<boolean> {
  if (!(await store.holdRun(ctx.db, run))) throw tooLate("This runbook was ended. Begin it again to go on.");
  const { step, note } = tick;
  return tick.isDone
    ? store.addTick(ctx.db, { run_id: run, step, person_id: by.id, at, note })
    : store.dropTick(ctx.db, run, step);
}

/** Says that a step was done, or was not after all. The ticket's history keeps both. */
export async function tickStep(ctx: Context, by: Person, number: number, id: number, tick: Tick): Promise<void> {
  const { text } = stepOf(await findRun(ctx, by, number, id), tick);
  const { step, isDone } = tick;
  await changeTicket(ctx, by, number, async (ctx, _ticket, at) =>
    (await noteTick(ctx, by, id, tick, at)) ? { kind: "ticked", data: { run: id, step, text, isDone } } : null,
  );
}

export async function endRun(ctx: Context, by: Person, number: number, id: number): Promise<void> {
  const { title, steps } = await findRun(ctx, by, number, id);
  await changeTicket(ctx, by, number, async (ctx, _ticket, at) => {
    if (!(await store.endRun(ctx.db, id, by.id, at))) return null;
    const done = (await store.ticksOf(ctx.db, id)).length;
    return { kind: "followed", data: { runbook: title, run: id, ended: { done, steps } } };
  });
}
