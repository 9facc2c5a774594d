import { show } from "#server/http/show.ts";
import { get, type PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { homePage, homeView } from "./pages.ts";
import { rememberPopular } from "./popular.ts";

export function routes(ctx: Context): PortalRoute[] {
  const popular = rememberPopular(ctx);
  return [
    get("/", "home.see", async (request, response) =>
      show(request, response, homeView, await homePage(ctx, request.visit.person, await popular())),
    ),
  ];
}
