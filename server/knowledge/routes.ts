import type { PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { addressRoutes } from "./address-routes.ts";
import { announcementRoutes } from "./announcement-routes.ts";
import { askedRoutes } from "./asked-routes.ts";
import { attachmentRoutes } from "./attachment-routes.ts";
import { careRoutes } from "./care-routes.ts";
import { coverageRoutes } from "./coverage-routes.ts";
import { draftRoutes } from "./draft-routes.ts";
import { editingRoutes } from "./editing-routes.ts";
import { filesRoutes } from "./files-routes.ts";
import { newsRoutes } from "./news-routes.ts";
import { pathRoutes } from "./path-routes.ts";
import { readingRoutes } from "./reading-routes.ts";
import { replayRoutes } from "./replay-routes.ts";
import { searchRoutes } from "./search-routes.ts";
import { trialRoutes } from "./trial-routes.ts";
import { writersRoutes } from "./writers-routes.ts";

export const routes = (ctx: Context): PortalRoute[] => [
  ...searchRoutes(ctx),
  ...addressRoutes(ctx),
  ...newsRoutes(ctx),
  ...pathRoutes(ctx),
  ...announcementRoutes(ctx),
  ...readingRoutes(ctx),
  ...writersRoutes(ctx),
  ...editingRoutes(ctx),
  ...draftRoutes(ctx),
  ...trialRoutes(ctx),
  ...replayRoutes(ctx),
  ...careRoutes(ctx),
  ...attachmentRoutes(ctx),
  ...filesRoutes(ctx),
  ...askedRoutes(ctx),
  ...coverageRoutes(ctx),
];
