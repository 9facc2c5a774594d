import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { safePath } from "#server/http/redirects.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import { choiceForm, choicesTyped } from "./choice-form.ts";
import { choicePage, choiceView, hasOwnWebhook } from "./choice-page.ts";
import { choose } from "./choosing.ts";
import { noticesPage, noticesView } from "./notice-page.ts";
import { noticeOf } from "./notice-store.ts";
import { noteOpened, readOne, readUpTo } from "./opened.ts";
import { receiptsPage, receiptsView } from "./receipts-page.ts";

/** What is no id of a row finds none. */
export const idIn = (given: unknown): number =>
  typeof given === "string" && /^[1-9]\d{0,14}$/.test(given) ? Number(given) : 0;

export function noticeRoutes(ctx: Context): PortalRoute[] {
  return [
    get("/notifications", "notice.see", async (request, response) =>
      show(request, response, noticesView, await noticesPage(ctx, personOf(request), request.query.before)),
    ),
    get("/notifications/:id", "notice.see", async (request, response) => {
      const by = personOf(request);
      const notice = await noticeOf(ctx.db, by.id, idIn(request.params.id));
      if (!notice) throw notFound("notification");
      noteOpened(ctx, by, notice.id);
      seeOther(response, safePath(notice.address));
    }),
    post("/notifications/reading", "notice.see", async (request, response) => {
      await readUpTo(ctx, personOf(request), idIn(request.body?.newest));
      seeOther(response, "/notifications");
    }),
    post("/notifications/:id/reading", "notice.see", async (request, response) => {
      await readOne(ctx, personOf(request), idIn(request.params.id));
      seeOther(response, safePath(request.body?.next, "/notifications"));
    }),
    get("/admin/receipts", "portal.manage", async (request, response) =>
      show(request, response, receiptsView, await receiptsPage(ctx, personOf(request), request.query.before)),
    ),
    get("/account/notifications", "account.manage", async (request, response) =>
      show(request, response, choiceView, await choicePage(ctx, personOf(request))),
    ),
    post("/account/notifications", "account.manage", saveChoices),
  ];

  async function saveChoices(request: Request, response: Response) {
    const by = personOf(request);
    const form = readForm(choiceForm, request.body);
    const read = form.ok ? choicesTyped(form.value, (await hasOwnWebhook(ctx, by)) !== null) : null;
    if (!form.ok || !read?.ok) {
      const errors = form.ok ? (read?.ok === false ? read.errors : {}) : form.draft.errors;
      const draft = { values: textsOf(request.body), errors };
      return show(request, response, choiceView, await choicePage(ctx, by, draft), 422);
    }
    await choose(ctx, by, read.value);
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "Saved. It counts from the next one on." });
    seeOther(response, "/account/notifications");
  }
}

const textsOf = (body: Record<string, unknown> | undefined): Record<string, string> =>
  Object.fromEntries(Object.keys(choiceForm.shape).map((name) => [name, String(body?.[name] ?? "")]));
