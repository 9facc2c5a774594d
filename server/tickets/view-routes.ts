import { z } from "zod";
import { leaveFlash } from "#server/http/flash.ts";
import { line, readForm } from "#server/http/form.ts";
import { seeOther } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { readFilters } from "./desk.ts";
import { findView, forgetView, saveView } from "./saved-views.ts";

const viewForm = z.object({ name: line("The name of the view", 40, 2), shared: z.string() });

export const viewRoutes = (ctx: Context): PortalRoute[] => [
  get("/desk/views/:slug", "desk.see", async (request, response) =>
    seeOther(response, await findView(ctx, personOf(request), String(request.params.slug))),
  ),
  post("/desk/views", "desk.see", async (request, response) => {
    const form = readForm(viewForm, request.body);
    if (!form.ok) throw badRequest(form.draft.errors.name ?? "Give the view a name.");
    const filters = readFilters(request.body ?? {});
    const isShared = form.value.shared === "yes";
    const address = await saveView(ctx, personOf(request), { name: form.value.name, isShared, filters });
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: `View “${form.value.name}” saved.` });
    seeOther(response, address);
  }),
  post("/desk/views/:slug/deletion", "desk.see", async (request, response) => {
    await forgetView(ctx, personOf(request), String(request.params.slug));
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "View deleted." });
    seeOther(response, "/desk");
  }),
];
