import type { Request } from "express";
import { ladderForm, ladderTyped } from "#server/escalation/ladder-form.ts";
import { readForm } from "#server/http/form.ts";
import { show } from "#server/http/show.ts";
import { type PortalRoute, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { rehearsalPage, rehearsalView } from "./rehearsal-page.ts";

export const rehearsalRoutes = (ctx: Context): PortalRoute[] => [
  post("/admin/rehearsal", "portal.manage", async (request, response) => {
    const typed = readForm(ladderForm, request.body);
    const read = typed.ok ? ladderTyped(typed.value) : { ok: false as const, errors: typed.draft.errors };
    if (!read.ok) throw badRequest(`${Object.values(read.errors)[0]} Go back: what you typed is still there.`);
    const page = await rehearsalPage(ctx, read.ladder, actionOf(request), fieldsOf(request));
    show(request, response, rehearsalView, page);
  }),
];

/** Where the form would have been saved; anything else in that field leads to a new ladder. */
function actionOf(request: Request): string {
  const action = String(request.body?.action ?? "");
  return /^\/admin\/ladders\/[1-9]\d{0,14}$/.test(action) ? action : "/admin/ladders";
}

const fieldsOf = (request: Request) =>
  Object.keys(ladderForm.shape).map((name) => ({ name, value: String(request.body?.[name] ?? "") }));
