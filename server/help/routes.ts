import { show } from "#server/http/show.ts";
import { get, type PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { helpPage, helpView } from "./pages.ts";

export function routes(ctx: Context): PortalRoute[] {
  return [
    get("/help", "portal.enter", (request, response) =>
      show(request, response, helpView, helpPage(ctx, request.visit.person)),
    ),
  ];
}
