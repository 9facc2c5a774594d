import type { Request } from "express";
import { show } from "#server/http/show.ts";
import { get, type PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { attach, periodIn } from "./asking.ts";
import { teamsCsv, teamsPage, teamsView } from "./teams-page.ts";
import { teamsReport } from "./teams-report.ts";

const HERE = "/reports/teams";

/** Several teams may be chosen: the one field that may come more than once. */
const teamsIn = ({ team }: Request["query"]): string[] => [team].flat().filter((one) => typeof one === "string");

export function teamsRoutes(ctx: Context): PortalRoute[] {
  const askedFor = ({ query }: Request) => teamsReport(ctx, periodIn(query), teamsIn(query));
  return [
    get(HERE, "report.see", async (request, response) =>
      show(request, response, teamsView, teamsPage(await askedFor(request))),
    ),
    get(`${HERE}.csv`, "report.see", async (request, response) => {
      const report = await askedFor(request);
      attach(response, `teams-${report.period.from}-${report.period.to}.csv`);
      response.end(teamsCsv(report));
    }),
    get(`${HERE}.json`, "report.see", async (request, response) => {
      response.json(await askedFor(request));
    }),
  ];
}
