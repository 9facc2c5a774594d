import type { Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { missingForm, moveForm } from "./address-forms.ts";
import { addressPage, addressView, linksPage, linksView, missingPage, missingView } from "./address-page.ts";
import { moveArticle } from "./addresses.ts";
import { findArticle } from "./articles.ts";
import { redirectMissing, settleMissing } from "./missing.ts";
import { slugOf } from "./reading-routes.ts";

/** Where articles are found, and where people look for what is not there. */
export function addressRoutes(ctx: Context): PortalRoute[] {
  const done = (response: Response, sentence: string, address: string) => {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, address);
  };
  return [
    get("/articles/:slug/address", "knowledge.publish", async (request, response) =>
      show(request, response, addressView, await addressPage(ctx, personOf(request), slugOf(request))),
    ),
    post("/articles/:slug/address", "knowledge.publish", async (request, response) => {
      const by = personOf(request);
      await findArticle(ctx, by, slugOf(request));
      const typed = readForm(moveForm, request.body);
      const refuse = async (draft: Parameters<typeof addressPage>[3]) =>
        show(request, response, addressView, await addressPage(ctx, by, slugOf(request), draft), 422);
      if (!typed.ok) return refuse(typed.draft);
      const moved = await moveArticle(ctx, by, slugOf(request), typed.value.slug);
      if (!moved.ok) return refuse({ values: typed.value, errors: { slug: moved.problem } });
      done(response, "Moved. Its old address leads here.", `/articles/${moved.slug}`);
    }),
    get("/knowledge/missing-pages", "knowledge.publish", async (request, response) =>
      show(request, response, missingView, await missingPage(ctx)),
    ),
    post("/knowledge/missing-pages", "knowledge.publish", async (request, response) => {
      const typed = readForm(missingForm, request.body);
      if (!typed.ok) throw badRequest("This form is incomplete. Reload the page and try again.");
      const { address, goal, deed } = typed.value;
      if (deed === "leave") {
        await settleMissing(ctx, personOf(request), address);
        return done(response, "Left as it is.", "/knowledge/missing-pages");
      }
      const problem = await redirectMissing(ctx, personOf(request), address, goal);
      if (problem === null) return done(response, `${address} leads on from now on.`, "/knowledge/missing-pages");
      const draft = { values: { goal }, errors: { goal: problem } };
      show(request, response, missingView, await missingPage(ctx, { address, draft }), 422);
    }),
    get("/knowledge/links", "knowledge.write", async (request, response) =>
      show(request, response, linksView, await linksPage(ctx)),
    ),
  ];
}
