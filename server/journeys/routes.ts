import { leaveFlash } from "#server/http/flash.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { collect } from "./collecting.ts";
import { readerFrom } from "./journal.ts";
import { isOptedOut, optIn, optOut } from "./opting-out.ts";
import { ownSearchesPage, ownSearchesView } from "./own-searches.ts";
import { privacyPage, privacyView } from "./pages.ts";

export function routes(ctx: Context): PortalRoute[] {
  return [
    post("/events", "knowledge.read", (request, response) => {
      response.json(collect(ctx, readerFrom(request.visit, request.headers), request.body?.events));
    }),
    get("/privacy", "portal.enter", async (request, response) => {
      const { person } = request.visit;
      show(request, response, privacyView, privacyPage(person, person ? await isOptedOut(ctx, person) : false));
    }),
    get("/account/searches", "account.manage", async (request, response) =>
      show(request, response, ownSearchesView, await ownSearchesPage(ctx, personOf(request))),
    ),
    post("/privacy/recording", "account.manage", async (request, response) => {
      const by = personOf(request);
      const isRecorded = request.body?.recorded === "yes";
      await (isRecorded ? optIn(ctx, by) : optOut(ctx, by));
      const sentence = isRecorded
        ? "What you search and read is recorded again, under an alias."
        : "Nothing leads from what was recorded to you any more.";
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
      seeOther(response, "/privacy#choice");
    }),
  ];
}
