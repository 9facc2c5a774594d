import { show, siteOf } from "#server/http/show.ts";
import { get, type PortalRoute, personOf } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { deskAddress, readFilters } from "./desk.ts";
import { deskPage, deskView } from "./desk-page.ts";
import { findTicket } from "./finding.ts";
import { placesFor } from "./places.ts";
import { readSheetWishes, sheetOf } from "./sheet.ts";

export const deskRoutes = (ctx: Context): PortalRoute[] => [
  get("/desk/places.json", "desk.see", (request, response) => {
    response.json({ places: placesFor(personOf(request)) });
  }),
  get("/desk", "desk.see", async (request, response) => {
    const by = personOf(request);
    const filters = readFilters(request.query);
    const ticket = filters.ticket === "" ? null : await findTicket(ctx, by, Number(filters.ticket));
    const sheet = ticket
      ? await sheetOf(ctx, by, ticket, { back: deskAddress(filters), ...readSheetWishes(request.query) })
      : null;
    const page = await deskPage(ctx, by, filters, sheet, request.query.tick === "all");
    Object.assign(siteOf(response), { views: page.views, savedViews: page.saved });
    show(request, response, deskView, page);
  }),
];
