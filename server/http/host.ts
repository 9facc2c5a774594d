import type { RequestHandler } from "express";
import { Refusal } from "#server/platform/errors.ts";

/** Machines ask by address, whatever the portal is called. */
const FOR_MACHINES = new Set(["/healthz", "/readyz", "/metrics"]);

/**
 * Answers under its own name only, once somebody said what that is: otherwise a name that was made to point here
 * (DNS rebinding) would be let in as ours.
 */
export function refuseForeignHost(baseUrl: string): RequestHandler {
  const ours = new URL(baseUrl).hostname;
  return (request, _response, next) => {
    const asked = request.hostname?.toLowerCase();
    if (asked === ours || FOR_MACHINES.has(request.path)) return next();
    throw new Refusal(
      421,
      `This portal answers at ${baseUrl}. If you came that way, its proxy has to pass the name on (Host) or be listed in TRUSTED_PROXIES.`,
    );
  };
}
