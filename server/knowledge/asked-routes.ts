import type { Request } from "express";
import { readForm } from "#server/http/form.ts";
import { show } from "#server/http/show.ts";
import { type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { withTerm } from "./asked.ts";
import { type Laid, layArticle } from "./desk.ts";
import { editPage, editView } from "./edit-page.ts";
import { readTyped } from "./editing-routes.ts";
import { termForm } from "./forms.ts";
import { dismissTerm } from "./learning.ts";
import { slugOf } from "./reading-routes.ts";

/** Both come back to the editor with everything that was typed; only saving keeps it. */
export function askedRoutes(ctx: Context): PortalRoute[] {
  return [
    post("/articles/:slug/terms", "knowledge.write", async (request, response) => {
      const desk = await layArticle(ctx, personOf(request), slugOf(request));
      const { typed, term, problems } = readTerm(request, desk);
      const source = term === "" ? typed.source : withTerm(typed.source, term);
      const page = await editPage(ctx, { desk, typed: { ...typed, source }, problems });
      show(request, response, editView, { ...page, added: term || null }, problems.length > 0 ? 422 : 200);
    }),
    post("/articles/:slug/dismissed-terms", "knowledge.write", async (request, response) => {
      const person = personOf(request);
      const desk = await layArticle(ctx, person, slugOf(request));
      const { typed, term, problems } = readTerm(request, desk);
      if (problems.length === 0 && desk.article) await dismissTerm(ctx, person, desk.article, term);
      const page = await editPage(ctx, { desk, typed, problems });
      show(request, response, editView, page, problems.length > 0 ? 422 : 200);
    }),
  ];
}

function readTerm(request: Request, desk: Laid) {
  const { typed, problems } = readTyped(request, desk);
  const read = readForm(termForm, request.body);
  return read.ok
    ? { typed, problems, term: read.value.term }
    : { typed, problems: Object.values(read.draft.errors), term: "" };
}
