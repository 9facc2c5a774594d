import { csrfSync } from "csrf-sync";
import type { Request, RequestHandler } from "express";
import { forbidden } from "#server/platform/errors.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** The first wall: browsers say where a request comes from. */
export function refuseForeignOrigin(baseUrl: string): RequestHandler {
  const origin = new URL(baseUrl).origin;
  return (request, _response, next) => {
    if (SAFE_METHODS.has(request.method) || comesFromUs(request, origin)) return next();
    throw forbidden("This form was sent from another site. Open the page here and send it again.");
  };
}

function comesFromUs(request: Request, origin: string): boolean {
  const site = request.get("Sec-Fetch-Site");
  if (site) return site === "same-origin";
  const from = request.get("Origin") ?? request.get("Referer");
  return from !== undefined && URL.canParse(from) && new URL(from).origin === origin;
}

/** The second wall: a token bound to the visit, in the hidden field `_csrf`. */
export function refuseWrongToken(tokenOf: (request: Request) => string): RequestHandler {
  const { csrfSynchronisedProtection } = csrfSync({
    getTokenFromRequest: (request) => {
      const token: unknown = request.body?._csrf ?? request.get("X-CSRF-Token");
      return typeof token === "string" ? token : undefined;
    },
    getTokenFromState: tokenOf,
    storeTokenInState: () => {},
  });
  return (request, response, next) =>
    csrfSynchronisedProtection(request, response, (error?: unknown) => {
      if (error)
        next(
          forbidden(
            "This page was open for too long or you signed in meanwhile. Go back, reload it and send it again.",
          ),
        );
      else next();
    });
}
