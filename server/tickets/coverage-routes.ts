import { show } from "#server/http/show.ts";
import { get, type PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { coveragePage, coverageView } from "./coverage-page.ts";

export const coverageRoutes = (ctx: Context): PortalRoute[] => [
  get("/reports/coverage", "report.see", async (request, response) =>
    show(request, response, coverageView, await coveragePage(ctx)),
  ),
];
