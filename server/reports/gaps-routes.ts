import { show } from "#server/http/show.ts";
import { draftsUnderWay } from "#server/knowledge/origins.ts";
import { get, type PortalRoute, personOf } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { attach } from "./asking.ts";
import { gapsFound } from "./gaps-finding.ts";
import { gapsCsv, gapsJson, gapsPage, gapsView } from "./gaps-page.ts";

const HERE = "/reports/gaps";

export const gapsRoutes = (ctx: Context): PortalRoute[] => [
  get(HERE, "report.see", async (request, response) => {
    const by = personOf(request);
    show(request, response, gapsView, gapsPage(by, await gapsFound(ctx), await draftsUnderWay(ctx, by)));
  }),
  get(`${HERE}.csv`, "report.see", async (_request, response) => {
    attach(response, "gaps.csv");
    response.end(gapsCsv(await gapsFound(ctx)));
  }),
  get(`${HERE}.json`, "report.see", async (_request, response) => {
    response.json(gapsJson(await gapsFound(ctx)));
  }),
];
