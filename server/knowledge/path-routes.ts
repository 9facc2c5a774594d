import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { markStep, pathPage, pathView } from "./path.ts";
import { slugOf } from "./reading-routes.ts";

export const pathRoutes = (ctx: Context): PortalRoute[] => [
  get("/path", "knowledge.read", async (request, response) =>
    show(request, response, pathView, await pathPage(ctx, request.visit.person)),
  ),
  post("/path/:slug", "knowledge.feedback", async (request, response) => {
    await markStep(ctx, personOf(request), slugOf(request), request.body?.read !== "no");
    seeOther(response, `/path#${slugOf(request)}`);
  }),
];
