import type { Request } from "express";
import { readForm } from "#server/http/form.ts";
import { show } from "#server/http/show.ts";
import { timeFormats } from "#server/http/times.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { once } from "#server/platform/once.ts";
import { readSettings } from "#server/platform/settings.ts";
import { findArticle } from "./articles.ts";
import { nameOwner, type Term, verifyArticle } from "./caring.ts";
import { duePage, dueView } from "./due-page.ts";
import { done } from "./editing-routes.ts";
import { ownerForm, restoreForm, verifyForm } from "./forms.ts";
import { changesPage, changesView, historyPage, historyView } from "./history-page.ts";
import { slugOf } from "./reading-routes.ts";
import { restoreRevision } from "./restoring.ts";

const textIn = (value: unknown) => (typeof value === "string" ? value : "");

/** Looking after what is published: its history, whose it is, and whether it is still right. */
export function careRoutes(ctx: Context): PortalRoute[] {
  return [
    get("/knowledge/due", "knowledge.verify", async (request, response) => {
      const query = { after: textIn(request.query.after), isMine: request.query.mine === "yes" };
      show(request, response, dueView, await duePage(ctx, personOf(request), query));
    }),
    get("/articles/:slug/history", "knowledge.write", async (request, response) => {
      const before = textIn(request.query.before);
      show(request, response, historyView, await historyPage(ctx, personOf(request), slugOf(request), before));
    }),
    get("/articles/:slug/changes", "knowledge.write", async (request, response) => {
      const asked = await revisionsIn(ctx, request);
      show(request, response, changesView, await changesPage(ctx, personOf(request), slugOf(request), asked));
    }),
    post("/articles/:slug/restorations", "knowledge.write", async (request, response) => {
      await findArticle(ctx, personOf(request), slugOf(request));
      const typed = readForm(restoreForm, request.body);
      if (!typed.ok) throw badRequest("Choose a revision.");
      const id = await restoreRevision(ctx, personOf(request), slugOf(request), typed.value.revision);
      done(ctx, response, "A draft with the old text. Readers see it once it is published.", `/knowledge/drafts/${id}`);
    }),
    post("/articles/:slug/verifications", "knowledge.verify", async (request, response) => {
      await findArticle(ctx, personOf(request), slugOf(request));
      const typed = readForm(verifyForm, request.body);
      if (!typed.ok) throw badRequest(Object.values(typed.draft.errors)[0] ?? "Say until when.");
      const { revision, days, note, next, _once } = typed.value;
      const [by, slug] = [personOf(request), slugOf(request)];
      const vouched = { revision, days: Number(days) as Term, note };
      const until = ctx.clock.now() + vouched.days * DAY;
      const usual = await readSettings(ctx);
      const time = timeFormats(ctx.clock.now(), by.timeZone ?? usual.timeZone, by.language ?? usual.language);
      const place = await once(ctx, _once, by.id, async (ctx) => {
        await verifyArticle(ctx, by, slug, vouched);
        return next === "due" ? "/knowledge/due" : `/articles/${slug}/history`;
      });
      done(ctx, response, `Verified until ${time.day(until)}.`, place);
    }),
    post("/articles/:slug/owner", "knowledge.write", async (request, response) => {
      const slug = slugOf(request);
      await findArticle(ctx, personOf(request), slug);
      const typed = readForm(ownerForm, request.body);
      if (!typed.ok) throw badRequest("Choose an owner.");
      await nameOwner(ctx, personOf(request), slug, typed.value.owner);
      done(ctx, response, "Saved.", `/articles/${slug}/history`);
    }),
  ];
}

/** Two numbers; without them, what the present revision changed. */
async function revisionsIn(ctx: Context, request: Request) {
  const { revision } = await findArticle(ctx, personOf(request), slugOf(request));
  const { from, to } = request.query;
  return {
    from: /^\d{1,6}$/.test(textIn(from)) ? Number(from) : Math.max(1, revision - 1),
    to: /^\d{1,6}$/.test(textIn(to)) ? Number(to) : revision,
  };
}
