import type { Response } from "express";
import { z } from "zod";
import { drawRollout, endRollout, MOST_STEP_WEEKS } from "#server/experiment/rolling-out.ts";
import { leaveFlash } from "#server/http/flash.ts";
import { line, readForm, wholeNumber } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { Refusal } from "#server/platform/errors.ts";
import { weekOfDate } from "#server/platform/weeks.ts";
import { type RolloutDraft, rolloutPage, rolloutView } from "./rollout-page.ts";

const HERE = "/reports/deflection/rollout";
const MOST_TEAMS = 200;

const drawForm = z.object({
  startsOn: z.string().refine((date) => weekOfDate(date) !== undefined, { error: "The first day is no date." }),
  stepWeeks: wholeNumber("The number of weeks", 1, MOST_STEP_WEEKS),
});
const endForm = z.object({ id: wholeNumber("The order"), why: line("Why it ends", 200, 3) });

/** Ticked teams, each by its own field. */
function tickedIn(body: unknown): string[] {
  const entries = Object.entries((body ?? {}) as Record<string, unknown>);
  const ticked = entries.flatMap(([name, value]) =>
    /^team_\d{1,4}$/.test(name) && typeof value === "string" ? [value] : [],
  );
  return ticked.slice(0, MOST_TEAMS);
}

export function rolloutRoutes(ctx: Context): PortalRoute[] {
  return [
    get(HERE, "report.goal", async (request, response) => show(request, response, rolloutView, await rolloutPage(ctx))),
    post(HERE, "report.goal", async (request, response) => {
      const chosen = tickedIn(request.body);
      const again = async (draft: RolloutDraft) =>
        show(request, response, rolloutView, await rolloutPage(ctx, { draft, chosen }), 422);
      const typed = readForm(drawForm, request.body);
      if (!typed.ok) return again({ values: { ...typed.draft.values, teams: "" }, errors: typed.draft.errors });
      const { startsOn, stepWeeks } = typed.value;
      try {
        await drawRollout(ctx, personOf(request), { teams: chosen, startsWeek: weekOfDate(startsOn) ?? "", stepWeeks });
      } catch (error) {
        if (!(error instanceof Refusal) || error.status !== 400) throw error;
        const field = /week|year/.test(error.message) ? "startsOn" : "teams";
        return again({
          values: { startsOn, stepWeeks: String(stepWeeks), teams: "" },
          errors: { [field]: error.message },
        });
      }
      done(response, "Drawn and sealed. Until its week comes no team has the suggestions.");
    }),
    post(`${HERE}/end`, "report.goal", async (request, response) => {
      const typed = readForm(endForm, request.body);
      if (!typed.ok) return show(request, response, rolloutView, await rolloutPage(ctx, { end: typed.draft }), 422);
      await endRollout(ctx, personOf(request), typed.value.id, typed.value.why);
      done(response, "Ended. Every team has the suggestions.");
    }),
  ];

  function done(response: Response, sentence: string) {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, HERE);
  }
}
