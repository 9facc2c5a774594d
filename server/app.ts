import { randomUUID } from "node:crypto";
import express, { type Express, type Request } from "express";
import { rateLimit } from "express-rate-limit";
import type { Logger } from "pino";
import { pinoHttp } from "pino-http";
import { openAssets } from "#server/http/assets.ts";
import { refuseForeignOrigin, refuseWrongToken } from "#server/http/csrf.ts";
import { explainErrors, nothingHere } from "#server/http/errors.ts";
import { securityHeaders } from "#server/http/headers.ts";
import { admit, csrfTokenOf, type PortalRoute, recognise } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { tooMany } from "#server/platform/errors.ts";
import { rooms } from "./rooms.ts";
import { furnish } from "./site.ts";

const REQUESTS_A_MINUTE = 600;

/** The portal from the outside in. */
export function buildApp(ctx: Context): Express {
  const app = express();
  const assets = openAssets();
  app.disable("x-powered-by").disable("etag");
  app.set("trust proxy", ctx.config.trustedProxies.length > 0 ? ctx.config.trustedProxies : false);
  app.set("query parser", "simple");

  app.use(securityHeaders(ctx.config.isSecure));
  app.use("/assets", assets.serve);
  app.use(
    pinoHttp<Request>({
      logger: ctx.log as Logger,
      genReqId: () => randomUUID(),
      serializers: { req: whatWasAsked, res: (answer) => ({ status: answer.statusCode }) },
      autoLogging: { ignore: (request) => request.url === "/healthz" },
    }),
  );
  app.use(
    rateLimit({
      windowMs: 60_000,
      limit: REQUESTS_A_MINUTE,
      standardHeaders: "draft-8",
      legacyHeaders: false,
      skip: () => !ctx.config.isRateLimited,
      handler: () => {
        throw tooMany("That was a lot of requests. Wait a minute and go on.", 60);
      },
    }),
  );
  app.use(recognise(ctx));
  app.use(furnish(ctx, assets));
  app.use(refuseForeignOrigin(ctx.config.baseUrl));
  app.use(express.urlencoded({ extended: false, limit: "1mb", parameterLimit: 200 }), express.json({ limit: "1mb" }));
  app.use(refuseWrongToken((request) => csrfTokenOf(ctx, (request as Request).visit)));

  for (const route of rooms(ctx)) open(app, ctx, route);

  app.use(nothingHere);
  app.use(explainErrors(ctx.log));
  return app;
}

function open(app: Express, ctx: Context, { method, path, action, answer }: PortalRoute): void {
  app[method](path, admit(ctx, action), answer);
}

/** What the log says of a request: never its query, which may hold what somebody searched for. */
const whatWasAsked = (request: { id: string; method: string; url: string }) => ({
  id: request.id,
  method: request.method,
  path: request.url.split("?")[0],
});
