import type { PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { addressRoutes } from "./address-routes.ts";
import { askedRoutes } from "./asked-routes.ts";
import { coverageRoutes } from "./coverage-routes.ts";
import { editingRoutes } from "./editing-routes.ts";
import { readingRoutes } from "./reading-routes.ts";
import { searchRoutes } from "./search-routes.ts";

export const routes = (ctx: Context): PortalRoute[] => [
  ...searchRoutes(ctx),
  ...addressRoutes(ctx),
  ...readingRoutes(ctx),
  ...editingRoutes(ctx),
  ...askedRoutes(ctx),
  ...coverageRoutes(ctx),
];
