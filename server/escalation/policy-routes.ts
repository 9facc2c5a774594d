import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { idOf } from "./calendar-routes.ts";
import { listCalendars } from "./calendars.ts";
import { policyForm, policyTyped } from "./forms.ts";
import { newestPolicy, savePolicy } from "./policies.ts";
import { policiesPage, policiesView, policyPage, policyView } from "./policy-page.ts";

export function policyRoutes(ctx: Context): PortalRoute[] {
  return [
    get("/admin/policies", "portal.manage", async (request, response) =>
      show(request, response, policiesView, await policiesPage(ctx)),
    ),
    get("/admin/policies/new", "portal.manage", async (request, response) =>
      show(request, response, policyView, await policyPage(ctx, null)),
    ),
    post("/admin/policies", "portal.manage", (request, response) => save(request, response, null)),
    get("/admin/policies/:id", "portal.manage", async (request, response) =>
      show(request, response, policyView, await policyPage(ctx, idOf(request))),
    ),
    post("/admin/policies/:id", "portal.manage", async (request, response) => {
      await newestPolicy(ctx, idOf(request));
      await save(request, response, idOf(request));
    }),
  ];

  async function save(request: Request, response: Response, id: number | null) {
    const typed = readForm(policyForm, request.body);
    const policy = typed.ok ? policyTyped(typed.value) : null;
    const hasCalendar = policy && (await listCalendars(ctx)).some((one) => one.id === policy.calendarId);
    if (!policy || !hasCalendar || policy.targets.length === 0) {
      const draft = typed.ok ? { values: textsOf(request.body), errors: problemOf(hasCalendar === true) } : typed.draft;
      return show(request, response, policyView, await policyPage(ctx, id, draft), 422);
    }
    const saved = await savePolicy(ctx, personOf(request), id, policy);
    leaveFlash(response, ctx.config, ctx.keys, {
      kind: "done",
      sentence: "Saved. Clocks that run follow within a minute; those that stopped stay as they are.",
    });
    seeOther(response, `/admin/policies/${saved}`);
  }
}

const problemOf = (hasCalendar: boolean): Record<string, string> =>
  hasCalendar ? { "high-first": "Promise something: fill in at least one time." } : { calendar: "Choose a calendar." };

const textsOf = (body: Record<string, unknown> | undefined): Record<string, string> =>
  Object.fromEntries(Object.keys(policyForm.shape).map((name) => [name, String(body?.[name] ?? "")]));
