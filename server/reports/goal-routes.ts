import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { Refusal } from "#server/platform/errors.ts";
import { weeksBetween } from "#server/platform/weeks.ts";
import { goalForm } from "./forms.ts";
import { type GoalDraft, goalPage, goalView } from "./goal-page.ts";
import { setGoal } from "./goal-setting.ts";

const HERE = "/reports/deflection/goal";
const FEWEST = 8;
const MOST = 104;

/** The words as they were typed, for the form to come back with. */
const typedIn = (body: Record<string, unknown>) =>
  Object.fromEntries(
    Object.keys(goalForm.shape).map((name) => [name, typeof body[name] === "string" ? body[name] : ""]),
  ) as GoalDraft["values"];

function problemOf(from: string, to: string): string | null {
  if (from === "" || to === "") return `Say which weeks are the baseline: ${FEWEST} to ${MOST} full ones.`;
  const weeks = weeksBetween(from, to).length;
  if (weeks >= FEWEST && weeks <= MOST) return null;
  return `A baseline has ${FEWEST} to ${MOST} full weeks; this one has ${weeks}.`;
}

export function goalRoutes(ctx: Context): PortalRoute[] {
  return [
    get(HERE, "report.goal", async (request, response) => show(request, response, goalView, await goalPage(ctx))),
    post(HERE, "report.goal", async (request, response) => {
      const again = async (draft: GoalDraft) => show(request, response, goalView, await goalPage(ctx, draft), 422);
      const typed = readForm(goalForm, request.body);
      if (!typed.ok) return again(typed.draft);
      const { version, from, to, ...terms } = typed.value;
      const wrong = (field: string, sentence: string) =>
        again({ values: typedIn(request.body), errors: { [field]: sentence } });
      const problem = terms.basis === "wedge" ? null : problemOf(from, to);
      if (problem) return wrong(from === "" ? "from" : "to", problem);
      if (version > 0 && terms.reason === "") return wrong("reason", "Say why the goal changes; it is shown for ever.");
      try {
        await setGoal(ctx, personOf(request), version, { ...terms, baselineFrom: from, baselineTo: to });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return wrong(error.status === 400 ? "basis" : "target", error.message);
      }
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "The goal is set and locked." });
      seeOther(response, "/reports/deflection");
    }),
  ];
}
