import { releaseBrake } from "#server/escalation/braking.ts";
import { leaveFlash } from "#server/http/flash.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { BRAKE_ADDRESS } from "./brake-mailing.ts";
import { brakePage, brakeView } from "./brake-page.ts";

export const brakeRoutes = (ctx: Context): PortalRoute[] => [
  get(BRAKE_ADDRESS, "ladder.release", async (request, response) =>
    show(request, response, brakeView, await brakePage(ctx, personOf(request))),
  ),
  post(`${BRAKE_ADDRESS}/release`, "ladder.release", async (request, response) => {
    await releaseBrake(ctx, personOf(request));
    leaveFlash(response, ctx.config, ctx.keys, {
      kind: "done",
      sentence: "Let go. Everybody is told within a minute.",
    });
    seeOther(response, BRAKE_ADDRESS);
  }),
];
