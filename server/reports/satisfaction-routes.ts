import type { Request } from "express";
import { show } from "#server/http/show.ts";
import { get, type PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { attach } from "./asking.ts";
import { satisfactionReport } from "./satisfaction.ts";
import {
  HERE,
  SPANS,
  satisfactionCsv,
  satisfactionJson,
  satisfactionPage,
  satisfactionView,
} from "./satisfaction-page.ts";

const USUAL = 6;

export function satisfactionRoutes(ctx: Context): PortalRoute[] {
  const monthsIn = ({ query }: Request) => SPANS.find((one) => String(one) === query.months) ?? USUAL;
  return [
    get(HERE, "report.see", async (request, response) => {
      const months = monthsIn(request);
      show(request, response, satisfactionView, satisfactionPage(await satisfactionReport(ctx, months), months));
    }),
    get(`${HERE}.csv`, "report.see", async (request, response) => {
      attach(response, "satisfaction.csv");
      response.end(satisfactionCsv(await satisfactionReport(ctx, monthsIn(request))));
    }),
    get(`${HERE}.json`, "report.see", async (request, response) => {
      response.json(satisfactionJson(await satisfactionReport(ctx, monthsIn(request))));
    }),
  ];
}
