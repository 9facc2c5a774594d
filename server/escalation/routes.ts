import type { PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { calendarRoutes } from "./calendar-routes.ts";
import { ladderRoutes } from "./ladder-routes.ts";
import { policyRoutes } from "./policy-routes.ts";
import { rotaRoutes } from "./rota-routes.ts";

export const routes = (ctx: Context): PortalRoute[] => [
  ...calendarRoutes(ctx),
  ...policyRoutes(ctx),
  ...ladderRoutes(ctx),
  ...rotaRoutes(ctx),
];
