import type { Request } from "express";
import { show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { dayPage, dayView } from "./day-page.ts";
import { readAfter } from "./moved-last.ts";
import { requesterPage, requesterView } from "./requester-page.ts";

/** The people around tickets: whoever asks, for those who answer, and one's own day. */
export function peopleRoutes(ctx: Context): PortalRoute[] {
  const idOf = (request: Request) => Number(/^\d{1,15}$/.exec(String(request.params.id))?.[0] ?? Number.NaN);
  return [
    get("/desk/people/:id", "people.look", async (request, response) => {
      const before = readAfter(request.query.after);
      show(request, response, requesterView, await requesterPage(ctx, personOf(request), idOf(request), before));
    }),
    get("/desk/day", "desk.see", async (request, response) =>
      show(request, response, dayView, await dayPage(ctx, personOf(request))),
    ),
  ];
}
