import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { articlesBySlugs } from "#server/knowledge/articles.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, notFound, Refusal, tooLate } from "#server/platform/errors.ts";
import { incidentName } from "./incident.ts";
import { lockIncident, saveIncident } from "./incident-store.ts";
import { findIncident } from "./incidents.ts";
import * as store from "./problem-store.ts";

export type Problem = NonNullable<Awaited<ReturnType<typeof store.problemById>>>;

export const problemAddress = ({ id }: { id: number }) => `/desk/problems/${id}`;
export const problemName = ({ id }: { id: number }) => `P-${id}`;

export async function findProblem(ctx: Context, id: number): Promise<Problem> {
  const problem = Number.isSafeInteger(id) ? await store.problemById(ctx.db, id) : undefined;
  if (!problem) throw notFound("problem");
  return problem;
}

/** `article`: the slug or the address of the article that says how to live with it; empty for none. */
export type ProblemTyped = { title: string; cause: string; article: string; isSolved: boolean };

/** Says its number. */
export async function openProblem(ctx: Context, by: Person, typed: ProblemTyped): Promise<number> {
  const content = await contentOf(ctx, by, typed, null);
  return inTransaction(ctx, async (ctx) => {
    const { id } = await store.addProblem(ctx.db, { ...content, opened_by: by.id, opened_at: ctx.clock.now() });
    await recordDeed(ctx, { by: byPerson(by), action: "problem opened", object: problemName({ id }) });
    return id;
  });
}

export async function changeProblem(
  ctx: Context,
  by: Person,
  id: number,
  version: number,
  typed: ProblemTyped,
): Promise<void> {
  const { solvedAt } = await findProblem(ctx, id);
  const content = await contentOf(ctx, by, typed, solvedAt);
  await inTransaction(ctx, async (ctx) => {
    if (!(await store.changeProblem(ctx.db, id, version, content)))
      throw tooLate("Somebody changed this problem meanwhile. Look at it again, then save.");
    const action = content.solved_at !== null && solvedAt === null ? "problem solved" : "problem changed";
    await recordDeed(ctx, { by: byPerson(by), action, object: problemName({ id }) });
  });
}

async function contentOf(ctx: Context, by: Person, typed: ProblemTyped, solvedAt: number | null) {
  refuseOthers(by);
  const { title, cause, isSolved } = typed;
  const slug = /\/articles\/([a-z0-9-]+)/.exec(typed.article)?.[1] ?? typed.article.trim().toLowerCase();
  const [article] = slug === "" ? [] : await articlesBySlugs(ctx, by, [slug]);
  if (slug !== "" && !article) throw new Refusal(422, "There is no such article.");
  return { title, cause, article_id: article?.id ?? null, solved_at: isSolved ? (solvedAt ?? ctx.clock.now()) : null };
}

/** Says which cause was behind an incident; null takes it back. */
export async function explainIncident(ctx: Context, by: Person, incidentId: number, id: number | null): Promise<void> {
  refuseOthers(by);
  await findIncident(ctx, incidentId);
  if (id !== null) await findProblem(ctx, id);
  await inTransaction(ctx, async (ctx) => {
    await lockIncident(ctx.db, incidentId);
    await saveIncident(ctx.db, incidentId, { problem_id: id });
    await recordDeed(ctx, {
      ...{ by: byPerson(by), action: "incident explained", object: incidentName({ id: incidentId }) },
      data: { problem: id },
    });
  });
}

function refuseOthers(by: Person): void {
  if (!can(by, "incident.manage")) throw forbidden("Only those who answer work on problems.");
}
