import { untilGone } from "#server/http/gone.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { eyesOf } from "./finding.ts";
import { deskFoundView, foundPage, foundView } from "./found-page.ts";
import { readTicketQuery } from "./search-query.ts";
import { ticketByNumber } from "./store.ts";
import { addressOf, canSeeNotes } from "./ticket.ts";

export const searchRoutes = (ctx: Context): PortalRoute[] => [
  get("/tickets/search", "ticket.open", async (request, response) => {
    const by = personOf(request);
    const query = readTicketQuery(request.query.q);
    const { before } = request.query;
    const known = query.number === null ? undefined : await ticketByNumber(ctx.db, query.number, eyesOf(by));
    if (known) return seeOther(response, addressOf(known));
    const from = typeof before === "string" && /^[1-9]\d{0,9}$/.test(before) ? Number(before) : null;
    const page = await foundPage(ctx, by, query, from, untilGone(response));
    show(request, response, canSeeNotes(by) ? deskFoundView : foundView, page);
  }),
];
