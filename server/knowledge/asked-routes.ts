import type { Request } from "express";
import { readForm } from "#server/http/form.ts";
import { show } from "#server/http/show.ts";
import { type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { withTerm } from "./asked.ts";
import { editPage, editView, withOffers } from "./edit-page.ts";
import { sourceOf } from "./editing.ts";
import { termForm } from "./forms.ts";
import { dismissTerm } from "./learning.ts";
import { slugOf } from "./reading-routes.ts";

/** Both come back to the editor with everything that was typed; only saving publishes. */
export function askedRoutes(ctx: Context): PortalRoute[] {
  return [
    post("/articles/:slug/terms", "knowledge.write", async (request, response) => {
      const { article } = await sourceOf(ctx, personOf(request), slugOf(request));
      const { base, source, term, problems } = readTerm(request);
      const page = editPage({ article, base, source: term === "" ? source : withTerm(source, term), problems });
      const status = problems.length > 0 ? 422 : 200;
      show(request, response, editView, await withOffers(ctx, article, { ...page, added: term || null }), status);
    }),
    post("/articles/:slug/dismissed-terms", "knowledge.write", async (request, response) => {
      const person = personOf(request);
      const { article } = await sourceOf(ctx, person, slugOf(request));
      const { base, source, term, problems } = readTerm(request);
      if (problems.length === 0) await dismissTerm(ctx, person, article, term);
      const page = editPage({ article, base, source, problems });
      show(request, response, editView, await withOffers(ctx, article, page), problems.length > 0 ? 422 : 200);
    }),
  ];
}

function readTerm(request: Request): { base: number; source: string; term: string; problems: string[] } {
  const typed = readForm(termForm, request.body);
  if (typed.ok) return { ...typed.value, problems: [] };
  const { values, errors } = typed.draft;
  return { base: Number(values.base) || 1, source: values.source, term: "", problems: Object.values(errors) };
}
