import { leaveFlash } from "#server/http/flash.ts";
import { seeOther, show } from "#server/http/show.ts";
import { readerFrom } from "#server/journeys/journal.ts";
import { type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { applyBulk, resultInWords } from "./bulk.ts";
import { MOST_AT_ONCE, NO_CHANGE, NOTHING, readBulk, readTicked } from "./bulk-forms.ts";
import { bulkPage, bulkView } from "./bulk-page.ts";
import { planBulk } from "./bulk-planning.ts";
import { backTo } from "./going-back.ts";

export const bulkRoutes = (ctx: Context): PortalRoute[] => [
  post("/desk/bulk", "ticket.triage", async (request, response) => {
    const by = personOf(request);
    const back = backTo(request.body?.back, "/desk");
    const numbers = [...readTicked(request.body).keys()];
    if (numbers.length === 0) throw badRequest(`Tick the tickets to change first, up to ${MOST_AT_ONCE}.`);
    const isAsked = request.body?.step === "preview";
    const { typed, change, problem } = isAsked
      ? readBulk(request.body)
      : { typed: NOTHING, change: NO_CHANGE, problem: null };
    const tickets = await planBulk(ctx, by, numbers, change);
    const page = await bulkPage(ctx, by, { back, typed, tickets, problem, isPreview: isAsked });
    show(request, response, bulkView, page, problem ? 422 : 200);
  }),
  post("/desk/bulk/changes", "ticket.triage", async (request, response) => {
    const { change, problem } = readBulk(request.body);
    if (problem) throw badRequest(problem.sentence);
    const reader = readerFrom(request.visit, request.headers);
    const result = await applyBulk(ctx, personOf(request), reader, readTicked(request.body), change);
    const kind = result.refused.length > 0 ? "problem" : "done";
    leaveFlash(response, ctx.config, ctx.keys, { kind, sentence: resultInWords(result) });
    seeOther(response, backTo(request.body?.back, "/desk"));
  }),
];
