import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import helmet from "helmet";

const ABILITIES =
  "accelerometer autoplay browsing-topics camera display-capture encrypted-media fullscreen geolocation gyroscope hid idle-detection local-fonts magnetometer microphone midi payment picture-in-picture publickey-credentials-get screen-wake-lock serial usb xr-spatial-tracking";
const NO_ABILITY = ABILITIES.split(" ")
  .map((name) => `${name}=()`)
  .join(", ");

/** One policy for every answer, errors and redirects included: nothing inline, nothing from elsewhere. */
export function securityHeaders(isSecure: boolean): RequestHandler {
  const guard = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
        // The one policy of public/js/markup.js, through which markup of the portal's own gets into a page.
        "trusted-types": ["firstline"],
      },
    },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: "same-origin" },
    strictTransportSecurity: isSecure ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    xFrameOptions: { action: "deny" },
  });
  return (request, response, next) => {
    response.setHeader("Permissions-Policy", NO_ABILITY);
    response.setHeader("Cache-Control", "no-store");
    guard(request, response, next);
  };
}

/** The same headers as lines, for answers to what never became a request. */
export function securityHeaderLines(isSecure: boolean): string[] {
  const lines: string[] = [];
  const response = {
    setHeader: (name: string, value: string) => lines.push(`${name}: ${value}`),
    removeHeader: () => {},
  };
  securityHeaders(isSecure)({} as IncomingMessage as never, response as unknown as ServerResponse as never, () => {});
  return lines;
}
