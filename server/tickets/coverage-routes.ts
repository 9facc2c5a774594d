import { show } from "#server/http/show.ts";
import { get, type PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { coverageCsv, coverageReport } from "./coverage-file.ts";
import { coveragePage, coverageView } from "./coverage-page.ts";

const HERE = "/reports/coverage";

export const coverageRoutes = (ctx: Context): PortalRoute[] => [
  get(HERE, "report.see", async (request, response) => show(request, response, coverageView, await coveragePage(ctx))),
  get(`${HERE}.csv`, "report.see", async (_request, response) => {
    response.setHeader("Content-Type", "text/csv; charset=utf-8");
    response.setHeader("Content-Disposition", 'attachment; filename="coverage.csv"');
    response.end(coverageCsv(await coverageReport(ctx)));
  }),
  get(`${HERE}.json`, "report.see", async (_request, response) => {
    response.json(await coverageReport(ctx));
  }),
];
