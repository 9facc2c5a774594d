import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { idOf } from "./calendar-routes.ts";
import { newestLadder, saveLadder } from "./ladder-editing.ts";
import { ladderForm, ladderTyped } from "./ladder-form.ts";
import { ladderPage, laddersPage, laddersView, ladderView } from "./ladder-page.ts";

export function ladderRoutes(ctx: Context): PortalRoute[] {
  return [
    get("/admin/ladders", "portal.manage", async (request, response) =>
      show(request, response, laddersView, await laddersPage(ctx)),
    ),
    get("/admin/ladders/new", "portal.manage", async (request, response) =>
      show(request, response, ladderView, await ladderPage(ctx, null)),
    ),
    post("/admin/ladders", "portal.manage", (request, response) => save(request, response, null)),
    get("/admin/ladders/:id", "portal.manage", async (request, response) =>
      show(request, response, ladderView, await ladderPage(ctx, idOf(request))),
    ),
    post("/admin/ladders/:id", "portal.manage", async (request, response) => {
      await newestLadder(ctx, idOf(request));
      await save(request, response, idOf(request));
    }),
  ];

  async function save(request: Request, response: Response, id: number | null) {
    const typed = readForm(ladderForm, request.body);
    const read = typed.ok ? ladderTyped(typed.value) : null;
    if (!typed.ok || !read?.ok) {
      const errors = typed.ok ? (read?.ok === false ? read.errors : {}) : typed.draft.errors;
      const draft = { values: textsOf(request.body), errors };
      return show(request, response, ladderView, await ladderPage(ctx, id, draft), 422);
    }
    const saved = await saveLadder(ctx, personOf(request), id, read.ladder);
    leaveFlash(response, ctx.config, ctx.keys, {
      kind: "done",
      sentence: "Saved. Ladders that run keep the version they began with; new questions get this one.",
    });
    seeOther(response, `/admin/ladders/${saved}`);
  }
}

const textsOf = (body: Record<string, unknown> | undefined): Record<string, string> =>
  Object.fromEntries(Object.keys(ladderForm.shape).map((name) => [name, String(body?.[name] ?? "")]));
