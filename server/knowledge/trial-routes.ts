import { readForm } from "#server/http/form.ts";
import { show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { findDraft } from "./drafting.ts";
import { done, idOf } from "./editing-routes.ts";
import { doneForm, readerForm, stuckForm } from "./forms.ts";
import { readersPage, readersView, trialPage, trialView } from "./trial-page.ts";
import { askNewReader, beginTrial, endTrial, findTrial, sayStuck } from "./trying.ts";

/** A draft in the hands of somebody to whom its topic is new. */
export function trialRoutes(ctx: Context): PortalRoute[] {
  return [
    get("/knowledge/drafts/:id/readers", "knowledge.write", async (request, response) =>
      show(request, response, readersView, await readersPage(ctx, personOf(request), idOf(request))),
    ),
    post("/knowledge/drafts/:id/readers", "knowledge.write", async (request, response) => {
      const id = idOf(request);
      await findDraft(ctx, personOf(request), id);
      const typed = readForm(readerForm, request.body);
      if (!typed.ok) throw badRequest("Choose who reads it.");
      await askNewReader(ctx, personOf(request), id, typed.value.person);
      done(ctx, response, "They were asked by mail. What they meet with is shown here.", `/knowledge/drafts/${id}`);
    }),
    get("/knowledge/trials/:id", "knowledge.write", async (request, response) =>
      show(request, response, trialView, await trialPage(ctx, personOf(request), idOf(request))),
    ),
    post("/knowledge/trials/:id/begin", "knowledge.write", async (request, response) => {
      const id = idOf(request);
      await beginTrial(ctx, personOf(request), id);
      response.redirect(303, `/knowledge/trials/${id}`);
    }),
    post("/knowledge/trials/:id/stuck", "knowledge.write", async (request, response) => {
      const id = idOf(request);
      await findTrial(ctx, personOf(request), id);
      const typed = readForm(stuckForm, request.body);
      if (!typed.ok) throw badRequest(Object.values(typed.draft.errors)[0] ?? "Say where you got stuck.");
      await sayStuck(ctx, personOf(request), id, typed.value);
      const [section = ""] = typed.value.anchor.split("/");
      done(ctx, response, "Noted. Go on as well as you can.", `/knowledge/trials/${id}#${encodeURIComponent(section)}`);
    }),
    post("/knowledge/trials/:id/done", "knowledge.write", async (request, response) => {
      const id = idOf(request);
      await findTrial(ctx, personOf(request), id);
      const typed = readForm(doneForm, request.body);
      if (!typed.ok) throw badRequest(Object.values(typed.draft.errors)[0] ?? "Say it in fewer words.");
      await endTrial(ctx, personOf(request), id, typed.value.comment);
      done(ctx, response, "Thank you. The author sees where you got stuck.", "/knowledge");
    }),
  ];
}
