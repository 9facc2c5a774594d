import type { Request } from "express";
import { METRICS } from "#server/escalation/policy.ts";
import { show } from "#server/http/show.ts";
import { get, type PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { attach } from "./asking.ts";
import { serviceReport } from "./promises.ts";
import { HERE, SPANS, serviceCsv, servicePage, serviceView } from "./promises-page.ts";

const USUAL = 6;

export function serviceRoutes(ctx: Context): PortalRoute[] {
  const monthsIn = ({ query }: Request) => SPANS.find((one) => String(one) === query.months) ?? USUAL;
  return [
    get(HERE, "report.see", async (request, response) => {
      const metric = METRICS.find((one) => one === request.query.metric) ?? "first";
      const months = monthsIn(request);
      show(request, response, serviceView, servicePage(await serviceReport(ctx, months), metric, months));
    }),
    get(`${HERE}.csv`, "report.see", async (request, response) => {
      attach(response, "service.csv");
      response.end(serviceCsv(await serviceReport(ctx, monthsIn(request))));
    }),
    get(`${HERE}.json`, "report.see", async (request, response) => {
      response.json(await serviceReport(ctx, monthsIn(request)));
    }),
  ];
}
