import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { get, type PortalRoute, personOf } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { tooMany } from "#server/platform/errors.ts";
import { exportTickets } from "./exporting.ts";

const AT_ONCE = 3;

/** Tickets as a file; a few at a time, so that nobody else waits for them. */
export function exportRoutes(ctx: Context): PortalRoute[] {
  let going = 0;
  return [
    get("/tickets.csv", "ticket.export", async (request, response) => {
      if (going >= AT_ONCE) throw tooMany("Others are getting their tickets right now. Try again in a minute.", 60);
      going += 1;
      response.setHeader("Content-Type", "text/csv; charset=utf-8");
      response.setHeader("Content-Disposition", 'attachment; filename="tickets.csv"');
      try {
        await pipeline(Readable.from(exportTickets(ctx, personOf(request))), response);
      } finally {
        going -= 1;
      }
    }),
  ];
}
