import type { PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { articlesRoutes } from "./articles-routes.ts";
import { deflectionRoutes } from "./deflection-routes.ts";
import { gapsRoutes } from "./gaps-routes.ts";
import { goalRoutes } from "./goal-routes.ts";
import { limitsRoutes } from "./limits-routes.ts";
import { minutesRoutes } from "./minutes-routes.ts";
import { programmeRoutes } from "./programme-routes.ts";
import { serviceRoutes } from "./promises-routes.ts";
import { rolloutRoutes } from "./rollout-routes.ts";
import { samplingRoutes } from "./sampling-routes.ts";
import { satisfactionRoutes } from "./satisfaction-routes.ts";
import { searchReportRoutes } from "./search-routes.ts";
import { secondCodingRoutes } from "./second-coding-routes.ts";
import { surveyRoutes } from "./survey-routes.ts";
import { teamsRoutes } from "./teams-routes.ts";

export function routes(ctx: Context): PortalRoute[] {
  return [
    ...deflectionRoutes(ctx),
    ...goalRoutes(ctx),
    ...limitsRoutes(ctx),
    ...minutesRoutes(ctx),
    ...rolloutRoutes(ctx),
    ...samplingRoutes(ctx),
    ...articlesRoutes(ctx),
    ...gapsRoutes(ctx),
    ...searchReportRoutes(ctx),
    ...satisfactionRoutes(ctx),
    ...serviceRoutes(ctx),
    ...programmeRoutes(ctx),
    ...secondCodingRoutes(ctx),
    ...surveyRoutes(ctx),
    ...teamsRoutes(ctx),
  ];
}
