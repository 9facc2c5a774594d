import { get, type PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { canWrite } from "#server/platform/database/check.ts";
import { openFigures } from "./figures.ts";

/** What other programs ask: alive, able to serve, and figures. */
export function machineRoutes(ctx: Context): PortalRoute[] {
  let opened: ReturnType<typeof openFigures> | undefined;
  return [
    get("/healthz", "portal.health", (_request, response) => void response.type("text").send("ok\n")),
    get("/readyz", "portal.health", async (_request, response) => {
      const isReady = !ctx.isStopping && (await canWrite(ctx));
      response
        .status(isReady ? 200 : 503)
        .type("text")
        .send(isReady ? "ready\n" : "not ready\n");
    }),
    get("/metrics", "portal.health", async (_request, response) => {
      opened ??= openFigures(ctx);
      const figures = await opened;
      response.type(figures.contentType).send(await figures.metrics());
    }),
  ];
}
