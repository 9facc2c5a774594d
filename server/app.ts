import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import express, { type Express, type Request, type RequestHandler } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import type { Logger } from "pino";
import { pinoHttp } from "pino-http";
import { apiDoor } from "#server/api/door-routes.ts";
import { dropFile, keepFile } from "#server/files/keeping.ts";
import { openAssets } from "#server/http/assets.ts";
import { refuseForeignOrigin, refuseWrongToken } from "#server/http/csrf.ts";
import { explainErrors, nothingHere } from "#server/http/errors.ts";
import { securityHeaders } from "#server/http/headers.ts";
import { refuseForeignHost } from "#server/http/host.ts";
import { whatWasAsked } from "#server/http/log-lines.ts";
import { shedLoad } from "#server/http/shedding.ts";
import { readUploads } from "#server/http/uploads.ts";
import { refuseBrokenAddress, refuseBrokenBody } from "#server/http/wholesome.ts";
import { type Action, can, PERMISSIONS } from "#server/people/permissions.ts";
import { admit, csrfTokenOf, type PortalRoute, personOf, recognise } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { tooMany } from "#server/platform/errors.ts";
import { sameText } from "#server/platform/keys.ts";
import { followMoved } from "./moved.ts";
import { rooms } from "./rooms.ts";
import { bareSite, furnish } from "./site.ts";

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
  app.use(closeWhenStopping(ctx));
  app.use(
    pinoHttp<Request>({
      logger: ctx.log as Logger,
      genReqId: () => randomUUID(),
      serializers: { req: whatWasAsked, res: (answer) => ({ status: answer.statusCode }) },
      autoLogging: { ignore: (request) => request.url === "/healthz" },
    }),
  );
  const shed = shedLoad();
  app.use("/api/v1", apiDoor(ctx, shed));
  app.use(recognise(ctx));
  app.use(furnish(ctx, assets));
  app.use(refuseFloods(ctx));
  if (ctx.config.isBaseUrlSet) app.use(refuseForeignHost(ctx.config.baseUrl));
  app.use(refuseBrokenAddress);
  app.use(exceptOneClick(refuseForeignOrigin(ctx.config.baseUrl)));
  app.use(express.urlencoded({ extended: false, limit: "1mb", parameterLimit: 400 }));
  app.use(readUploads(keeperFor(ctx)), exceptOneClick(refuseBrokenBody));
  app.use(exceptOneClick(refuseWrongToken((request) => csrfTokenOf(ctx, (request as Request).visit))));

  for (const route of rooms(ctx)) open(app, ctx, route, COSTLY.has(route.action) ? [shed] : []);

  app.use(nothingHere);
  app.use(followMoved(ctx));
  app.use(explainErrors(ctx.log, () => bareSite(ctx, assets)));
  return app;
}

/**
 * Programs send these by themselves, without a visit: mail programs, which end a mail by an address that holds the one
 * secret it needs (RFC 8058), and mail servers, which know a secret of their own.
 */
const ONE_CLICK = /^\/(unsubscribe\/(digest\/)?[\w-]+|mail\/intake)$/;

const exceptOneClick =
  (guard: RequestHandler): RequestHandler =>
  (request, response, next) =>
    ONE_CLICK.test(request.path) ? next() : guard(request, response, next);

/** What waits first when there is more to do than can be done. */
const COSTLY = new Set<Action>(["knowledge.search", "report.see"]);

function open(
  app: Express,
  ctx: Context,
  { method, path, action, answer }: PortalRoute,
  guards: readonly RequestHandler[],
): void {
  if (!(action in PERMISSIONS)) throw new Error(`${method} ${path} needs "${action}", which is no permission.`);
  app[method](path, admit(ctx, action), ...guards, answer);
}

const ABOUT_TICKETS = /^\/(ask|tickets|files)(\/|$)/;
const ABOUT_ARTICLES = /^\/(knowledge|knowledge\/drafts\/\d+|articles\/[\w-]+)\/files$/;

/** Files come with forms about tickets and articles. Kept, they belong to their sender until something holds them. */
const keeperFor = (ctx: Context) => ({
  accepts: ({ visit: { person }, path }: Request) =>
    (person !== null && ABOUT_TICKETS.test(path)) || (can(person, "knowledge.write") && ABOUT_ARTICLES.test(path)),
  isOurs: ({ visit, body }: Request) => sameText(String(body?._csrf ?? ""), csrfTokenOf(ctx, visit)),
  keep: (request: Request, file: { name: string; bytes: Readable }) => keepFile(ctx, personOf(request), file),
  drop: (id: string) => dropFile(ctx, id),
});

/** By person, and by network for visitors: whoever shares an office is not made to wait for a colleague. */
function refuseFloods(ctx: Context): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: REQUESTS_A_MINUTE,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    keyGenerator: ({ visit, ip = "" }) => (visit.person ? `person ${visit.person.id}` : ipKeyGenerator(ip)),
    skip: ({ path }) => !ctx.config.isRateLimited || path === "/healthz",
    handler: () => {
      throw tooMany("That was a lot of requests. Wait a minute and go on.", 60);
    },
  });
}

/** A browser that keeps its connection open must not keep the portal from ending. */
function closeWhenStopping(ctx: Context): RequestHandler {
  return (_request, response, next) => {
    if (ctx.isStopping) response.setHeader("Connection", "close");
    next();
  };
}
