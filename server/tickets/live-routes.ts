import type { Response } from "express";
import { get, type PortalRoute } from "#server/people/session.ts";
import { SECOND } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, tooMany } from "#server/platform/errors.ts";

/** Long enough for the transaction to end, and for several changes of one moment to be one. */
const TOGETHER = 400;
const HEARTBEAT = 25 * SECOND;
const MOST_LISTENERS = 500;

/** Tells open desks that they have changed. Nothing else: what is on them is asked for with their own rights. */
export const liveRoutes = (ctx: Context): PortalRoute[] => [
  get("/desk/live", "desk.see", (request, response) => {
    if (!/text\/event-stream/.test(request.get("Accept") ?? "")) throw badRequest("This address is for open desks.");
    if (ctx.live.listeners.size >= MOST_LISTENERS) throw tooMany("Too many desks are open. Reload yours by hand.", 60);
    response.setHeader("Content-Type", "text/event-stream");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    response.flushHeaders();
    response.write(": open\n\n");
    listen(ctx, response);
  }),
];

function listen(ctx: Context, response: Response): void {
  let waiting: NodeJS.Timeout | undefined;
  const tell = () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      response.write("event: changed\ndata:\n\n");
    }, TOGETHER);
  };
  const heartbeat = setInterval(() => response.write(": still here\n\n"), HEARTBEAT);
  // A desk that stays open must not keep the portal from ending.
  const stopping = setInterval(() => ctx.isStopping && response.end(), SECOND);
  ctx.live.listeners.add(tell);
  response.on("close", () => {
    ctx.live.listeners.delete(tell);
    clearTimeout(waiting);
    clearInterval(heartbeat);
    clearInterval(stopping);
  });
}
