import { show } from "#server/http/show.ts";
import { get, type PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { docsPage, docsView } from "./docs-page.ts";

/** What people read about it. Programs come by their own door. */
export const routes = (ctx: Context): PortalRoute[] => [
  get("/api", "portal.enter", (request, response) =>
    show(request, response, docsView, docsPage(request.visit.person, ctx.config.baseUrl)),
  ),
];
