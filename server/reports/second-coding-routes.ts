import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, notFound } from "#server/platform/errors.ts";
import { codeAgain } from "./second-coding.ts";
import { secondCodingPage, secondCodingView } from "./second-coding-page.ts";

const HERE = "/reports/second-coding";

export const secondCodingRoutes = (ctx: Context): PortalRoute[] => [
  get(HERE, "report.goal", async (request, response) =>
    show(request, response, secondCodingView, await secondCodingPage(ctx, personOf(request))),
  ),
  post(`${HERE}/:ticket`, "report.goal", async (request, response) => {
    const label = request.body?.label;
    if (label !== "basic" && label !== "not-basic") throw badRequest("Choose basic or not basic.");
    const ticket = Number(request.params.ticket);
    if (!Number.isSafeInteger(ticket)) throw notFound("ticket to code");
    await codeAgain(ctx, personOf(request), ticket, label);
    seeOther(response, HERE);
  }),
];
