import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { ladderLag } from "#server/escalation/climbing.ts";
import { outboxHealth } from "#server/notifications/trouble.ts";
import { get, type PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { canWrite } from "#server/platform/database/check.ts";

/** What other programs ask: alive, able to serve, and figures. */
export function machineRoutes(ctx: Context): PortalRoute[] {
  const figures = openFigures(ctx);
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
      response.type(figures.contentType).send(await figures.metrics());
    }),
  ];
}

function openFigures(ctx: Context): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "firstline_" });
  // Which version of what runs here helps nobody but somebody who looks for its holes.
  registry.removeSingleMetric("firstline_nodejs_version_info");
  const waiting = new Gauge({
    name: "firstline_outbox_waiting",
    help: "Messages waiting to be sent",
    registers: [registry],
  });
  const failed = new Gauge({
    name: "firstline_outbox_failed",
    help: "Messages that were given up",
    registers: [registry],
  });
  new Gauge({
    name: "firstline_outbox_oldest_seconds",
    help: "Age of the oldest waiting message",
    registers: [registry],
    collect: async function () {
      const health = await outboxHealth(ctx);
      waiting.set(health.waiting);
      failed.set(health.failed);
      this.set(health.oldest === null ? 0 : (ctx.clock.now() - health.oldest) / 1000);
    },
  });
  const late = new Gauge({
    name: "firstline_ladder_steps_late",
    help: "Steps of ladders that should have been taken by now",
    registers: [registry],
  });
  new Gauge({
    name: "firstline_ladder_lag_seconds",
    help: "How late the oldest of them is",
    registers: [registry],
    collect: async function () {
      const { count, oldest } = await ladderLag(ctx);
      late.set(count);
      this.set(oldest === null ? 0 : (ctx.clock.now() - oldest) / 1000);
    },
  });
  return registry;
}
