import type { Request } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { seeOther, show } from "#server/http/show.ts";
import { areSwapsOn, switchSwaps } from "#server/knowledge/swapping.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { attach, periodIn } from "./asking.ts";
import { searchCsv, searchReportPage, searchReportView } from "./search-page.ts";
import { searchReport } from "./search-report.ts";

const HERE = "/reports/search";

export function searchReportRoutes(ctx: Context): PortalRoute[] {
  const askedFor = (request: Request) => searchReport(ctx, periodIn(request.query));
  return [
    get(HERE, "report.see", async (request, response) => {
      const page = searchReportPage(personOf(request), await askedFor(request), await areSwapsOn(ctx));
      show(request, response, searchReportView, page);
    }),
    get(`${HERE}.csv`, "report.see", async (request, response) => {
      const report = await askedFor(request);
      attach(response, `search-${report.period.from}-${report.period.to}.csv`);
      response.end(searchCsv(report));
    }),
    get(`${HERE}.json`, "report.see", async (request, response) => {
      response.json(await askedFor(request));
    }),
    post(`${HERE}/swaps`, "portal.manage", async (request, response) => {
      const isOn = request.body?.swaps === "on";
      await switchSwaps(ctx, personOf(request), isOn);
      const sentence = isOn ? "One list in a hundred swaps two places from now on." : "No list swaps places any more.";
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
      seeOther(response, `${HERE}#swaps`);
    }),
  ];
}
