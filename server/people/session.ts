import type { NextFunction, Request, RequestHandler, Response } from "express";
import { clearCookie, cookieName, readCookie, setCookie } from "#server/http/cookies.ts";
import { tokenField } from "#server/http/fields.ts";
import { type Route, routeMakers } from "#server/http/route-table.ts";
import { siteOf } from "#server/http/show.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { forbidden, notFound } from "#server/platform/errors.ts";
import { hashToken, randomToken } from "#server/platform/keys.ts";
import { type Action, mayEnter } from "./permissions.ts";
import { isStaff, type Person } from "./person.ts";
import { addSession, endSession, sessionWithPerson } from "./store.ts";

/** Who is at the door: a person with a session, or a visitor with nothing but a random cookie. */
export type Visit = {
  person: Person | null;
  sessionHash: string | null;
  provedAt: number | null;
  visitor: string;
  /** The pattern of the address that was asked: "/articles/:slug". */
  route?: string;
};

declare global {
  namespace Express {
    interface Request {
      visit: Visit;
    }
  }
}

/** The only way to make routes: each names an action of the permission table. */
export const { get, post } = routeMakers<Action>();
export type PortalRoute = Route<Action>;

const TOUCH_EVERY = 5 * MINUTE;
const REQUESTER_LIFE = { idle: 8 * HOUR, whole: 7 * DAY };
const STAFF_LIFE = { idle: 2 * HOUR, whole: DAY };

export const lifeOf = (person: Person) => (isStaff(person) ? STAFF_LIFE : REQUESTER_LIFE);

/** Finds out who is here with one look-up. Seen-at times wait in memory: reading writes nothing. */
export function recognise(ctx: Context): RequestHandler {
  return async (request, response, next) => {
    const visitor = readCookie(request, cookieName(ctx.config, "visitor"));
    const isKnown = visitor !== undefined && /^[\w-]{43}$/.test(visitor);
    const token = readCookie(request, cookieName(ctx.config, "session"));
    const session = token ? await liveSession(ctx, hashToken(token)) : null;
    request.visit = {
      person: session?.person ?? null,
      sessionHash: session?.hash ?? null,
      provedAt: session?.provedAt ?? null,
      visitor: isKnown ? visitor : randomToken(),
    };
    if (!isKnown && !session) setCookie(response, ctx.config, "visitor", request.visit.visitor);
    next();
  };
}

type LiveSession = { person: Person; hash: string; provedAt: number };

async function liveSession(ctx: Context, hash: string): Promise<LiveSession | null> {
  const row = await sessionWithPerson(ctx.db, hash);
  if (!row) return null;
  const { sessionCreatedAt, seenAt, provedAt, expiresAt, ...person } = row;
  const now = ctx.clock.now();
  const lastSeen = Math.max(seenAt, ctx.touches.get(hash) ?? 0);
  const life = lifeOf(person);
  const isTooOld = now >= expiresAt || now - sessionCreatedAt >= life.whole || now - lastSeen >= life.idle;
  const isOver = person.disabledAt !== null || isTooOld;
  if (isOver) return null;
  if (now - lastSeen > TOUCH_EVERY) ctx.touches.set(hash, now);
  return { person, hash, provedAt };
}

/** Starts a session with a new id; whatever session there was before is dead. */
export async function startSession(ctx: Context, request: Request, response: Response, person: Person): Promise<void> {
  if (request.visit.sessionHash) await endSession(ctx.db, request.visit.sessionHash);
  const token = randomToken();
  const hash = hashToken(token);
  const now = ctx.clock.now();
  const browser = (request.get("User-Agent") ?? "unknown").slice(0, 200);
  await addSession(ctx.db, {
    token_hash: hash,
    person_id: person.id,
    created_at: now,
    seen_at: now,
    expires_at: now + lifeOf(person).whole,
    browser,
  });
  setCookie(response, ctx.config, "session", token, lifeOf(person).whole);
  request.visit = { ...request.visit, person, sessionHash: hash, provedAt: now };
  // The page that may follow in this very answer belongs to the new session.
  if (response.locals.site) siteOf(response).token = tokenField(csrfTokenOf(ctx, request.visit));
  rememberDevice(ctx, response, person);
}

export async function stopSession(ctx: Context, request: Request, response: Response): Promise<void> {
  if (request.visit.sessionHash) await endSession(ctx.db, request.visit.sessionHash);
  clearCookie(response, ctx.config, "session");
  response.setHeader("Clear-Site-Data", '"cache", "storage"');
}

/** The owner's own browser does not have to wait for what a stranger does to the account. */
function rememberDevice(ctx: Context, response: Response, person: Person): void {
  setCookie(response, ctx.config, "device", ctx.keys.sign("device", person.email), 365 * DAY);
}

export function isKnownDevice(ctx: Context, request: Request, email: string): boolean {
  return ctx.keys.matches("device", email, readCookie(request, cookieName(ctx.config, "device")) ?? "");
}

/** Bound to the session, so that it changes when somebody signs in or out. */
export const csrfTokenOf = (ctx: Context, visit: Visit) => ctx.keys.sign("csrf", visit.sessionHash ?? visit.visitor);

/** Stands before every route: no permission, no entry, and nothing told about what lies behind. */
export function admit(ctx: Context, action: Action): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const { person } = request.visit;
    request.visit.route = String(request.route?.path ?? "");
    if (mayEnter(person, action, ctx.config.publicKnowledge)) return next();
    if (person) throw request.method === "GET" ? notFound() : forbidden("You may not do this.");
    if (request.method !== "GET")
      throw forbidden(
        "You were signed out. Sign in in another tab, come back and send this again; what you typed is still there.",
      );
    response.redirect(303, `/sign-in?next=${encodeURIComponent(request.originalUrl)}`);
  };
}

/** The person behind an action that only signed-in people may do. */
export function personOf(request: Request): Person {
  if (!request.visit.person) throw forbidden("Sign in first.");
  return request.visit.person;
}
