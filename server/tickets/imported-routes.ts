import { leaveFlash } from "#server/http/flash.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { backTo } from "./going-back.ts";
import { IMPORTED_ADDRESS, importedPage, importedView } from "./imported-page.ts";
import { askToMakeAllLive, makeLive } from "./making-live.ts";
import { addressOf, ticketNumber } from "./ticket.ts";

export const importedRoutes = (ctx: Context): PortalRoute[] => [
  post("/tickets/:number/start", "ticket.triage", async (request, response) => {
    const number = ticketNumber(request.params.number);
    await makeLive(ctx, personOf(request), number);
    leaveFlash(response, ctx.config, ctx.keys, {
      kind: "done",
      sentence: "It is live. Its clocks and its ladder count from now on.",
    });
    seeOther(response, backTo(request.body?.back, addressOf({ number })));
  }),
  get(IMPORTED_ADDRESS, "portal.manage", async (request, response) => {
    const { after } = request.query;
    const from = typeof after === "string" && /^[1-9]\d{0,14}$/.test(after) ? Number(after) : 0;
    show(request, response, importedView, await importedPage(ctx, personOf(request), from));
  }),
  post(`${IMPORTED_ADDRESS}/start`, "portal.manage", async (request, response) => {
    await askToMakeAllLive(ctx, personOf(request));
    leaveFlash(response, ctx.config, ctx.keys, {
      kind: "done",
      sentence: "They are made live one after the other. You may leave this page.",
    });
    seeOther(response, IMPORTED_ADDRESS);
  }),
];
