import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { proven } from "#server/people/proving.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { idIn } from "./notice-routes.ts";
import { type WebhookTyped, webhookForm, webhookTyped } from "./webhook-form.ts";
import { webhookPage, webhooksPage, webhooksView, webhookView } from "./webhook-page.ts";
import * as webhooks from "./webhooks.ts";

export function webhookRoutes(ctx: Context): PortalRoute[] {
  const idOf = (request: Request) => idIn(request.params.id);

  return [
    get("/admin/webhooks", "portal.manage", async (request, response) =>
      show(request, response, webhooksView, await webhooksPage(ctx)),
    ),
    get("/admin/webhooks/new", "portal.manage", async (request, response) =>
      show(request, response, webhookView, await webhookPage(ctx, null)),
    ),
    post(
      "/admin/webhooks",
      "portal.manage",
      proven(ctx, async (request, response) => {
        const typed = await readTyped(request, response, null);
        if (!typed) return;
        const id = await webhooks.addWebhook(ctx, personOf(request), typed);
        leave(response, id, "done", "Added. Give the secret to the other side, then try it.");
      }),
    ),
    get("/admin/webhooks/:id", "portal.manage", async (request, response) =>
      show(request, response, webhookView, await webhookPage(ctx, idOf(request))),
    ),
    post(
      "/admin/webhooks/:id",
      "portal.manage",
      proven(ctx, async (request, response) => {
        await webhooks.findWebhook(ctx, idOf(request));
        const typed = await readTyped(request, response, idOf(request));
        if (!typed) return;
        await webhooks.changeWebhook(ctx, personOf(request), idOf(request), typed);
        leave(response, idOf(request), "done", "Saved.");
      }),
    ),
    post("/admin/webhooks/:id/trial", "portal.manage", async (request, response) => {
      const { ok, sentence } = await webhooks.tryWebhook(ctx, personOf(request), idOf(request));
      leave(response, idOf(request), ok ? "done" : "problem", sentence);
    }),
    post(
      "/admin/webhooks/:id/secret",
      "portal.manage",
      proven(ctx, async (request, response) => {
        await webhooks.rotateSecret(ctx, personOf(request), idOf(request));
        leave(response, idOf(request), "done", "There is a new secret. For a day the old one signs, too.");
      }),
    ),
    post("/admin/webhooks/:id/switch", "portal.manage", async (request, response) => {
      const isOn = request.body?.on === "yes";
      await webhooks.switchWebhook(ctx, personOf(request), idOf(request), isOn);
      leave(response, idOf(request), "done", isOn ? "It is called again." : "It is not called any more.");
    }),
  ];

  /** Null: something is wrong, and the form was sent back with everything in it. */
  async function readTyped(request: Request, response: Response, id: number | null): Promise<WebhookTyped | null> {
    const form = readForm(webhookForm, request.body);
    const read = form.ok ? await webhookTyped(ctx, form.value) : { ok: false as const, errors: form.draft.errors };
    if (read.ok) return read.value;
    const draft = { values: textsOf(request.body), errors: read.errors };
    show(request, response, webhookView, await webhookPage(ctx, id, draft), 422);
    return null;
  }

  function leave(response: Response, id: number, kind: "done" | "problem", sentence: string) {
    leaveFlash(response, ctx.config, ctx.keys, { kind, sentence });
    seeOther(response, `/admin/webhooks/${id}`);
  }
}

const textsOf = (body: Record<string, unknown> | undefined): Record<string, string> =>
  Object.fromEntries(Object.keys(webhookForm.shape).map((name) => [name, String(body?.[name] ?? "")]));
