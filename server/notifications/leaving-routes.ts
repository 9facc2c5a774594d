import type { Request } from "express";
import { show } from "#server/http/show.ts";
import { view } from "#server/http/view.ts";
import { get, type PortalRoute, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { leaveDigest, readerBehind } from "./leaving.ts";

type LeavingPage = { title: string; action: string; isDone: boolean };
const leavingView = view<LeavingPage>("notifications/leaving", "bare");

const tokenOf = ({ params }: Request) => String(params.token);

/** Looking changes nothing, as mail scanners open addresses too; sending it needs no sign-in (RFC 8058). */
export const leavingRoutes = (ctx: Context): PortalRoute[] => [
  get("/unsubscribe/digest/:token", "portal.enter", async (request, response) => {
    await readerBehind(ctx, tokenOf(request));
    response.setHeader("Referrer-Policy", "no-referrer");
    show(request, response, leavingView, { title: "End the daily mail", action: request.path, isDone: false });
  }),
  post("/unsubscribe/digest/:token", "portal.enter", async (request, response) => {
    await leaveDigest(ctx, tokenOf(request));
    show(request, response, leavingView, { title: "The daily mail has ended", action: request.path, isDone: true });
  }),
];
