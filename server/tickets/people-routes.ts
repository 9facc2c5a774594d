import type { Request } from "express";
import { show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { dayPage, dayView } from "./day-page.ts";
import { requesterPage, requesterView } from "./requester-page.ts";

/** The people around tickets: whoever asks, for those who answer, and one's own day. */
export function peopleRoutes(ctx: Context): PortalRoute[] {
  const idOf = (request: Request) => Number(/^\d{1,15}$/.exec(String(request.params.id))?.[0] ?? Number.NaN);
  return [
    get("/desk/people/:id", "people.look", async (request, response) => {
      const { before } = request.query;
      const from = typeof before === "string" && /^[1-9]\d{0,14}$/.test(before) ? Number(before) : null;
      show(request, response, requesterView, await requesterPage(ctx, personOf(request), idOf(request), from));
    }),
    get("/desk/day", "desk.see", async (request, response) =>
      show(request, response, dayView, await dayPage(ctx, personOf(request))),
    ),
  ];
}
