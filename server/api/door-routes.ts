import { randomBytes } from "node:crypto";
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import { refuseForeignHost } from "#server/http/host.ts";
import { pathForLog } from "#server/http/log-lines.ts";
import { refuseBrokenAddress } from "#server/http/wholesome.ts";
import { can } from "#server/people/permissions.ts";
import { SCOPES, tokenIn } from "#server/people/token.ts";
import { type Caller, callerOf, noteExposed } from "#server/people/tokens.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, forbidden, notFound, Refusal, tooMany } from "#server/platform/errors.ts";
import { describeApi } from "./describing.ts";
import type { Endpoint } from "./endpoint.ts";
import { ENDPOINTS } from "./endpoints.ts";
import { problemOf, readPart, WrongInput } from "./problem.ts";
import { idempotencyKey, keepFor } from "./receipts.ts";
import { readJson } from "./strict-json.ts";

const CALLS_A_MINUTE = 300;
/** For those without a token that opens anything. */
const KNOCKS_A_MINUTE = 60;

type Known = { caller?: Caller | null };
const callerAt = (response: Response) => (response.locals as Known).caller ?? null;

/**
 * The door for programs, beside the one for browsers: a token in the header and nothing else says who is there. Cookies
 * are not looked at, so no page of another site can make a browser do anything here.
 */
export function apiDoor(ctx: Context, shed: RequestHandler): Router {
  const door = Router({ caseSensitive: true });
  if (ctx.config.isBaseUrlSet) door.use(refuseForeignHost(ctx.config.baseUrl));
  door.use(refuseBrokenAddress, refuseTokenInAddress(ctx));
  door.use(recogniseCaller(ctx), refuseFloods(ctx));
  const description = JSON.stringify(describeApi(ctx.config.baseUrl));
  door.get("/openapi.json", (_request, response) => void response.type("json").end(description));
  door.use(refuseNobody);
  door.use(express.raw({ type: () => true, limit: "1mb", inflate: false }));
  for (const one of ENDPOINTS) door[one.method](one.path.replaceAll(/\{(\w+)\}/g, ":$1"), shed, answerBy(ctx, one));
  door.use(() => {
    throw notFound("address");
  });
  door.use(explainProblems(ctx));
  return door;
}

const recogniseCaller =
  (ctx: Context): RequestHandler =>
  async (request, response, next) => {
    (response.locals as Known).caller = await callerOf(ctx, request.get("Authorization") ?? "", request.ip ?? "");
    next();
  };

/** Says the same whether there was no token, a wrong one, an old one or one of somebody who left. */
const refuseNobody: RequestHandler = (_request, response, next) => {
  if (callerAt(response)) return next();
  response.setHeader("WWW-Authenticate", "Bearer");
  throw new Refusal(401, "Send a token of yours as Authorization: Bearer.");
};

/** Addresses are written down in many places on their way. */
const refuseTokenInAddress =
  (ctx: Context): RequestHandler =>
  (request, _response, next) => {
    refuseToken(ctx, decodeURIComponent(request.path) + JSON.stringify(request.query));
    next();
  };

function refuseToken(ctx: Context, text: string): void {
  const token = tokenIn(text);
  if (token === null) return;
  noteExposed(ctx, token);
  throw badRequest("A token goes into the Authorization header only. Revoke this one: others may have read it.");
}

const refuseFloods = (ctx: Context) =>
  rateLimit({
    windowMs: 60_000,
    limit: (_request, response) => (callerAt(response) ? CALLS_A_MINUTE : KNOCKS_A_MINUTE),
    standardHeaders: "draft-8",
    legacyHeaders: false,
    keyGenerator: ({ ip = "" }, response) => {
      const caller = callerAt(response as Response);
      return caller ? `token ${caller.tokenId}` : ipKeyGenerator(ip);
    },
    skip: () => !ctx.config.isRateLimited,
    handler: () => {
      throw tooMany("That was a lot of requests. Wait a minute and go on.", 60);
    },
  });

/** Asks twice: may the owner, as they are now, and is the token for this. What the owner may not do is not there. */
function answerBy(ctx: Context, one: Endpoint): RequestHandler {
  return async (request, response) => {
    const caller = callerAt(response) as Caller;
    if (!can(caller.person, one.action, true)) throw notFound("address");
    if (!caller.scopes.includes(one.scope))
      throw forbidden(`This token is not for this: it lacks "${one.scope}" (${SCOPES[one.scope].says.toLowerCase()}).`);
    const input = {
      params: readPart("path", one.params, { ...request.params }),
      query: readPart("query", one.query, { ...request.query }),
      body: one.body === null ? {} : readPart("body", one.body, bodyOf(ctx, request)),
    };
    const key = idempotencyKey(request.get("Idempotency-Key"));
    const asked = JSON.stringify([one.method, one.path, input]);
    const own = { ...ctx, via: { token: caller.tokenId } };
    const done = await one.work(own, caller, input as never, keepFor(own, caller.person, key, asked));
    // What the description does not name stays here.
    const answer = one.answer.parse(done) as { href?: string };
    if (one.body !== null && answer.href) response.setHeader("Location", answer.href);
    response.status(one.body === null ? 200 : 201).json(answer);
  };
}

function bodyOf(ctx: Context, request: Request): unknown {
  if (!request.is("application/json")) throw new Refusal(415, "Send the body as application/json.");
  const bytes: unknown = request.body;
  if (!(bytes instanceof Uint8Array)) throw badRequest("The body is empty.");
  const body = readJson(bytes);
  refuseToken(ctx, JSON.stringify(body));
  return body;
}

function explainProblems(ctx: Context): ErrorRequestHandler {
  return (error, request, response, _next) => {
    if (response.headersSent) return void response.destroy();
    const refusal = asRefusal(error);
    const reference = refusal ? undefined : randomBytes(5).toString("hex");
    if (reference)
      ctx.log.error({ err: error, reference, path: pathForLog(request.originalUrl) }, "A program's request failed.");
    if (refusal?.retryAfterSeconds) response.setHeader("Retry-After", String(refusal.retryAfterSeconds));
    const problem = problemOf(
      refusal?.status ?? 500,
      refusal?.message ?? "This is our fault. Nothing was half saved. Tell your admin the reference.",
      { ...(refusal instanceof WrongInput ? { errors: refusal.errors } : {}), ...(reference ? { reference } : {}) },
    );
    response.status(problem.status).type("application/problem+json").end(JSON.stringify(problem));
  };
}

/** What the parsers of Express throw carries a status below 500; the sentence is ours. */
function asRefusal(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  const status = typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 0;
  if (status === 413) return new Refusal(413, "A body holds up to 1 MB.");
  if (status === 415) return new Refusal(415, "Send the body as it is, without a content encoding.");
  return status >= 400 && status < 500 ? new Refusal(status, "The request could not be read.") : null;
}
