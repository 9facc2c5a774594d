import type { Request } from "express";
import { show } from "#server/http/show.ts";
import { get, type PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { articlesCsv, articlesJson, articlesPage, articlesView, SORTS } from "./articles-page.ts";
import { articlesReport } from "./articles-report.ts";
import { attach, periodIn } from "./asking.ts";

const HERE = "/reports/articles";
const MOST = 100_000;

export function articlesRoutes(ctx: Context): PortalRoute[] {
  const askedFor = (request: Request) => articlesReport(ctx, periodIn(request.query));
  return [
    get(HERE, "report.see", async (request, response) => {
      const sort = SORTS.find((one) => one === request.query.sort) ?? "credit";
      const skip = Math.min(MOST, Math.max(0, Math.trunc(Number(request.query.skip)) || 0));
      const page = articlesPage(await askedFor(request), sort, skip, ctx.clock.now());
      show(request, response, articlesView, page);
    }),
    get(`${HERE}.csv`, "report.see", async (request, response) => {
      const report = await askedFor(request);
      attach(response, `articles-${report.period.from}-${report.period.to}.csv`);
      response.end(articlesCsv(report));
    }),
    get(`${HERE}.json`, "report.see", async (request, response) => {
      response.json(articlesJson(await askedFor(request)));
    }),
  ];
}
