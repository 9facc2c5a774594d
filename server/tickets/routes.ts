import type { PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { askRoutes } from "./ask-routes.ts";
import { brakeRoutes } from "./brake-routes.ts";
import { bulkRoutes } from "./bulk-routes.ts";
import { confidenceRoutes } from "./confidence-routes.ts";
import { coverageRoutes } from "./coverage-routes.ts";
import { deskRoutes } from "./desk-routes.ts";
import { drillRoutes } from "./drill-routes.ts";
import { editRoutes } from "./edit-routes.ts";
import { elsewhereRoutes } from "./elsewhere-routes.ts";
import { exportRoutes } from "./export-routes.ts";
import { fieldRoutes } from "./field-routes.ts";
import { fileRoutes } from "./file-routes.ts";
import { followerRoutes } from "./follower-routes.ts";
import { importedRoutes } from "./imported-routes.ts";
import { incidentRedactionRoutes } from "./incident-redaction-routes.ts";
import { incidentRoutes } from "./incident-routes.ts";
import { incidentRunbookRoutes } from "./incident-runbook-routes.ts";
import { ladderRoutes } from "./ladder-routes.ts";
import { linkRoutes } from "./link-routes.ts";
import { liveRoutes } from "./live-routes.ts";
import { macroRoutes } from "./macro-routes.ts";
import { mailRoutes } from "./mail-routes.ts";
import { mergeRoutes } from "./merge-routes.ts";
import { movingLaddersRoutes } from "./moving-ladders-routes.ts";
import { parkedRoutes } from "./parked-routes.ts";
import { peopleRoutes } from "./people-routes.ts";
import { presenceRoutes } from "./presence-routes.ts";
import { problemRoutes } from "./problem-routes.ts";
import { queueRoutes } from "./queue-routes.ts";
import { ratingRoutes } from "./rating-routes.ts";
import { rehearsalRoutes } from "./rehearsal-routes.ts";
import { replyDraftRoutes } from "./reply-draft-routes.ts";
import { resolutionRoutes } from "./resolution-routes.ts";
import { ruleRoutes } from "./rule-routes.ts";
import { runbookRoutes } from "./runbook-routes.ts";
import { searchRoutes } from "./search-routes.ts";
import { silenceRoutes } from "./silence-routes.ts";
import { splitRoutes } from "./split-routes.ts";
import { ticketRoutes } from "./ticket-routes.ts";
import { viewRoutes } from "./view-routes.ts";

export const routes = (ctx: Context): PortalRoute[] => [
  ...askRoutes(ctx),
  ...searchRoutes(ctx),
  ...ticketRoutes(ctx),
  ...ladderRoutes(ctx),
  ...brakeRoutes(ctx),
  ...movingLaddersRoutes(ctx),
  ...rehearsalRoutes(ctx),
  ...coverageRoutes(ctx),
  ...drillRoutes(ctx),
  ...resolutionRoutes(ctx),
  ...confidenceRoutes(ctx),
  ...importedRoutes(ctx),
  ...deskRoutes(ctx),
  ...elsewhereRoutes(ctx),
  ...liveRoutes(ctx),
  ...mailRoutes(ctx),
  ...parkedRoutes(ctx),
  ...presenceRoutes(ctx),
  ...linkRoutes(ctx),
  ...mergeRoutes(ctx),
  ...splitRoutes(ctx),
  ...followerRoutes(ctx),
  ...viewRoutes(ctx),
  ...bulkRoutes(ctx),
  ...queueRoutes(ctx),
  ...ruleRoutes(ctx),
  ...macroRoutes(ctx),
  ...runbookRoutes(ctx),
  ...editRoutes(ctx),
  ...exportRoutes(ctx),
  ...fieldRoutes(ctx),
  ...incidentRoutes(ctx),
  ...incidentRedactionRoutes(ctx),
  ...replyDraftRoutes(ctx),
  ...incidentRunbookRoutes(ctx),
  ...peopleRoutes(ctx),
  ...problemRoutes(ctx),
  ...ratingRoutes(ctx),
  ...silenceRoutes(ctx),
  ...fileRoutes(ctx),
];
