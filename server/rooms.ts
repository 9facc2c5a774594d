import { routes as adminRoutes } from "#server/admin/routes.ts";
import { routes as apiRoutes } from "#server/api/routes.ts";
import { routes as escalationRoutes } from "#server/escalation/routes.ts";
import { routes as experimentRoutes } from "#server/experiment/routes.ts";
import { routes as helpRoutes } from "#server/help/routes.ts";
import { routes as homeRoutes } from "#server/home/routes.ts";
import { routes as journeyRoutes } from "#server/journeys/routes.ts";
import { routes as knowledgeRoutes } from "#server/knowledge/routes.ts";
import { routes as noticeRoutes } from "#server/notifications/routes.ts";
import { routes as peopleRoutes } from "#server/people/routes.ts";
import type { PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { routes as reportRoutes } from "#server/reports/routes.ts";
import { routes as ticketRoutes } from "#server/tickets/routes.ts";

/** Every address of the portal, room by room. */
export function rooms(ctx: Context): PortalRoute[] {
  return [
    ...homeRoutes(ctx),
    ...helpRoutes(ctx),
    ...adminRoutes(ctx),
    ...peopleRoutes(ctx),
    ...noticeRoutes(ctx),
    ...escalationRoutes(ctx),
    ...experimentRoutes(ctx),
    ...knowledgeRoutes(ctx),
    ...journeyRoutes(ctx),
    ...ticketRoutes(ctx),
    ...reportRoutes(ctx),
    ...apiRoutes(ctx),
  ];
}
