import type { Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { once } from "#server/platform/once.ts";
import { startForm, stopForm } from "./forms.ts";
import { endOfDay } from "./last-day.ts";
import { experimentPage, experimentView, type StartDraft } from "./pages.ts";
import { startExperiment, stopExperiment } from "./registering.ts";
import { flowsNeeded } from "./wording.ts";

const HERE = "/admin/experiment";

export function routes(ctx: Context): PortalRoute[] {
  const said = (response: Response, sentence: string) => {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, HERE);
  };
  return [
    get(HERE, "portal.manage", async (request, response) =>
      show(request, response, experimentView, await experimentPage(ctx)),
    ),
    post(HERE, "portal.manage", async (request, response) => {
      const again = async (start: StartDraft) =>
        show(request, response, experimentView, await experimentPage(ctx, { start }), 422);
      const typed = readForm(startForm, request.body);
      if (!typed.ok) return again(typed.draft);
      const { endsOn, expected, effect, _once, ...rest } = typed.value;
      const last = await endOfDay(ctx, endsOn);
      if (!last.ok) return again({ values: typedIn(request.body), errors: { endsOn: last.sentence } });
      const shares = { ...rest, expectedShare: expected, shareToSee: expected * (1 - effect) };
      const registration = { ...shares, flowsNeeded: flowsNeeded(shares), endsAt: last.at };
      const by = personOf(request);
      await once(ctx, _once, by.id, async (ctx) => {
        await startExperiment(ctx, by, registration);
        return HERE;
      });
      said(response, "Started. What was registered is frozen.");
    }),
    post(`${HERE}/end`, "portal.manage", async (request, response) => {
      const typed = readForm(stopForm, request.body);
      if (!typed.ok)
        return show(request, response, experimentView, await experimentPage(ctx, { stop: typed.draft }), 422);
      await stopExperiment(ctx, personOf(request), typed.value.id, typed.value.why);
      said(response, "Stopped. Everybody gets suggestions again.");
    }),
  ];
}

const typedIn = (body: Record<string, unknown>) =>
  Object.fromEntries(
    Object.keys(startForm.shape).map((name) => [name, typeof body[name] === "string" ? body[name] : ""]),
  ) as StartDraft["values"];
