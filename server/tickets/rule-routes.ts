import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { seeOther, show } from "#server/http/show.ts";
import { listCategories } from "#server/knowledge/articles.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { queueIn } from "./queue.ts";
import { readRule } from "./rule-forms.ts";
import { rulePage, rulesPage, rulesView, ruleView } from "./rule-page.ts";
import { deleteRule, saveRule, switchRule } from "./rules.ts";

export function ruleRoutes(ctx: Context): PortalRoute[] {
  const idOf = (request: Request) => queueIn(String(request.params.id)) ?? 0;
  const versionIn = (request: Request) => queueIn(String(request.body?.version ?? "")) ?? 0;

  return [
    get("/admin/rules", "queue.manage", async (request, response) =>
      show(request, response, rulesView, await rulesPage(ctx, personOf(request))),
    ),
    get("/admin/rules/new", "queue.manage", async (request, response) =>
      show(request, response, ruleView, await rulePage(ctx, personOf(request), null)),
    ),
    post("/admin/rules", "queue.manage", (request, response) => save(request, response, null)),
    get("/admin/rules/:id", "queue.manage", async (request, response) =>
      show(request, response, ruleView, await rulePage(ctx, personOf(request), idOf(request))),
    ),
    post("/admin/rules/:id", "queue.manage", (request, response) => save(request, response, idOf(request))),
    post("/admin/rules/:id/activation", "queue.manage", async (request, response) => {
      const isOn = request.body?.on === "yes";
      await switchRule(ctx, personOf(request), idOf(request), versionIn(request), isOn);
      leave(response, `/admin/rules/${idOf(request)}`, isOn ? "Switched on. New tickets follow it." : "Switched off.");
    }),
    post("/admin/rules/:id/deletion", "queue.manage", async (request, response) => {
      await deleteRule(ctx, personOf(request), idOf(request));
      leave(response, "/admin/rules", "Deleted. What it gave to people stays with them.");
    }),
  ];

  async function save(request: Request, response: Response, id: number | null) {
    const by = personOf(request);
    const known = (await listCategories(ctx, by)).map(({ slug }) => slug);
    const read = await readRule(ctx, request.body, known);
    if (!read.ok) return show(request, response, ruleView, await rulePage(ctx, by, id, read), 422);
    const kept = id === null ? null : { id, version: versionIn(request) };
    const saved = await saveRule(ctx, by, kept, read);
    leave(
      response,
      `/admin/rules/${saved}`,
      "Saved, and off until you switch it on. Below is what it would have done.",
    );
  }

  function leave(response: Response, address: string, sentence: string) {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, address);
  }
}
