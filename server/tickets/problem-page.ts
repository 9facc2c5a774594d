import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { Context } from "#server/platform/context.ts";
import { toIncidentLine } from "./incident-page.ts";
import { incidentsBefore } from "./incident-store.ts";
import { problemsBefore } from "./problem-store.ts";
import { type Problem, problemAddress, problemName } from "./problems.ts";

const PER_PAGE = 30;
const INCIDENTS_SHOWN = 100;

type ProblemsPage = {
  title: string;
  problems: { name: string; title: string; href: string; isSolved: boolean; isKnown: boolean; at: number }[];
  nextHref: string | null;
};
export const problemsView = view<ProblemsPage>("tickets/problems", "staff");

export async function problemsPage(ctx: Context, before: number | null): Promise<ProblemsPage> {
  const rows = await problemsBefore(ctx.db, before ?? Number.MAX_SAFE_INTEGER, PER_PAGE + 1);
  const shown = rows.slice(0, PER_PAGE);
  return {
    title: "Problems",
    problems: shown.map((problem) => ({
      ...{ name: problemName(problem), title: problem.title, href: problemAddress(problem), at: problem.openedAt },
      ...{ isSolved: problem.solvedAt !== null, isKnown: problem.slug !== null },
    })),
    nextHref: rows.length > PER_PAGE ? `/desk/problems?before=${shown.at(-1)?.id ?? 0}` : null,
  };
}

type ProblemPage = {
  title: string;
  action: string;
  version: number | null;
  incident: number | null;
  draft: Draft;
  articleHref: string | null;
  incidents: ReturnType<typeof toIncidentLine>[];
};
export const problemView = view<ProblemPage>("tickets/problem", "staff");

export async function problemPage(
  ctx: Context,
  problem: Problem | null,
  wishes: { incident?: number | null; draft?: Draft } = {},
): Promise<ProblemPage> {
  const incidents = problem ? await incidentsBefore(ctx.db, Number.MAX_SAFE_INTEGER, INCIDENTS_SHOWN, problem.id) : [];
  return {
    title: problem?.title ?? "New problem",
    action: problem ? problemAddress(problem) : "/desk/problems",
    version: problem?.version ?? null,
    incident: wishes.incident ?? null,
    draft: wishes.draft ?? blankDraft(valuesOf(problem)),
    articleHref: problem?.slug ? `/articles/${problem.slug}` : null,
    incidents: incidents.map(toIncidentLine),
  };
}

const valuesOf = (problem: Problem | null): Record<string, string> => ({
  ...{ title: problem?.title ?? "", cause: problem?.cause ?? "", article: problem?.slug ?? "" },
  solved: problem && problem.solvedAt !== null ? "yes" : "",
});
