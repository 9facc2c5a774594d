import type { PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { intakeRoutes } from "./intake-routes.ts";
import { leavingRoutes } from "./leaving-routes.ts";
import { noticeRoutes } from "./notice-routes.ts";
import { webhookRoutes } from "./webhook-routes.ts";

export const routes = (ctx: Context): PortalRoute[] => [
  ...intakeRoutes(ctx),
  ...leavingRoutes(ctx),
  ...noticeRoutes(ctx),
  ...webhookRoutes(ctx),
];
