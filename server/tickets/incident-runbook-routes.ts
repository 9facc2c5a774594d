import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { once } from "#server/platform/once.ts";
import { workAddress } from "./incident.ts";
import { endForIncident, followForIncident, tickForIncident } from "./incident-following.ts";
import { incidentAbout, incidentRunPage } from "./incident-run-page.ts";
import { findIncident } from "./incidents.ts";
import { runbooksPage, runbooksView, runView } from "./runbook-page.ts";
import { startForm, tickForm } from "./runbook-routes.ts";

const INCOMPLETE = "This form is incomplete. Reload the page and try again.";

/** Runbooks that are followed for an incident, and so for each of its tickets. */
export function incidentRunbookRoutes(ctx: Context): PortalRoute[] {
  const number = (given: unknown) => Number(/^\d{1,15}$/.exec(String(given))?.[0] ?? Number.NaN);
  const idOf = (request: Request) => number(request.params.id);
  const runOf = (request: Request) => number(request.params.run);
  const addressOfRun = (id: number, run: number) => `${workAddress({ id })}/runs/${run}`;
  const say = (response: Response, sentence: string) =>
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
  return [
    get("/desk/incidents/:id/runbooks", "runbook.follow", async (request, response) => {
      const about = incidentAbout(await findIncident(ctx, idOf(request)));
      show(request, response, runbooksView, await runbooksPage(ctx, personOf(request), about));
    }),
    post("/desk/incidents/:id/runs", "runbook.follow", async (request, response) => {
      const [by, id] = [personOf(request), idOf(request)];
      await findIncident(ctx, id);
      const typed = readForm(startForm, request.body);
      if (!typed.ok) throw badRequest(INCOMPLETE);
      const { _once, runbook } = typed.value;
      const begin = async (ctx: Context) => addressOfRun(id, await followForIncident(ctx, by, id, runbook));
      seeOther(response, await once(ctx, _once, by.id, begin));
    }),
    get("/desk/incidents/:id/runs/:run", "runbook.follow", async (request, response) => {
      const page = await incidentRunPage(ctx, personOf(request), idOf(request), runOf(request));
      show(request, response, runView, page);
    }),
    post("/desk/incidents/:id/runs/:run/steps", "runbook.follow", async (request, response) => {
      const [id, run] = [idOf(request), runOf(request)];
      await findIncident(ctx, id);
      const typed = readForm(tickForm, request.body);
      if (!typed.ok) throw badRequest(Object.values(typed.draft.errors)[0] ?? INCOMPLETE);
      const { step, deed, note } = typed.value;
      await tickForIncident(ctx, personOf(request), id, run, { step, isDone: deed === "done", note });
      seeOther(response, `${addressOfRun(id, run)}#step-${deed === "done" ? step + 1 : step}`);
    }),
    post("/desk/incidents/:id/runs/:run/end", "runbook.follow", async (request, response) => {
      await endForIncident(ctx, personOf(request), idOf(request), runOf(request));
      say(response, "Ended. What was done stands in the incident’s timeline.");
      seeOther(response, workAddress({ id: idOf(request) }));
    }),
  ];
}
