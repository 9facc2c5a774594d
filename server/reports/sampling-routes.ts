import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, notFound } from "#server/platform/errors.ts";
import { labelSampled } from "./sampling.ts";
import { samplePage, secondCodingView } from "./second-coding-page.ts";

const HERE = "/reports/deflection/sample";

export const samplingRoutes = (ctx: Context): PortalRoute[] => [
  get(HERE, "report.goal", async (request, response) =>
    show(request, response, secondCodingView, await samplePage(ctx, personOf(request))),
  ),
  post(`${HERE}/:ticket`, "report.goal", async (request, response) => {
    const label = request.body?.label;
    if (label !== "basic" && label !== "not-basic") throw badRequest("Choose basic or not basic.");
    const ticket = Number(request.params.ticket);
    if (!Number.isSafeInteger(ticket)) throw notFound("ticket to label");
    await labelSampled(ctx, personOf(request), ticket, label);
    seeOther(response, HERE);
  }),
];
