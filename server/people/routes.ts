import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { safePath } from "#server/http/redirects.ts";
import { seeOther, show } from "#server/http/show.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound, Refusal } from "#server/platform/errors.ts";
import { accountRoutes } from "./account-routes.ts";
import { needsSetup } from "./actions.ts";
import { demoPeople, signInAsDemo } from "./demo.ts";
import { signInForm } from "./forms.ts";
import { linkRoutes } from "./link-routes.ts";
import * as pages from "./pages.ts";
import { peopleRoutes } from "./people-routes.ts";
import { get, type PortalRoute, post, startSession, stopSession } from "./session.ts";
import { signInBy, trySignIn } from "./signing-in.ts";
import { personById } from "./store.ts";
import { tokenRoutes } from "./token-routes.ts";

export function routes(ctx: Context): PortalRoute[] {
  return [
    ...doorRoutes(ctx),
    ...linkRoutes(ctx, enter),
    ...accountRoutes(ctx),
    ...tokenRoutes(ctx),
    ...peopleRoutes(ctx),
  ];
}

const WRONG = "Address and password do not fit together.";

function doorRoutes(ctx: Context): PortalRoute[] {
  const authenticator = signInBy(ctx);
  return [
    get("/sign-in", "portal.enter", async (request, response) => {
      if (request.visit.person) return seeOther(response, safePath(request.query.next));
      await showSignIn(ctx, request, response, request.query.next, "", null, 200);
    }),
    post("/sign-in", "portal.enter", async (request, response) => {
      const typed = readForm(signInForm, request.body);
      const { email, next } = typed.ok ? typed.value : typed.draft.values;
      try {
        const person = typed.ok ? await trySignIn(ctx, authenticator, request, response) : null;
        if (person) return await enter(ctx, request, response, person.id, safePath(next));
        await showSignIn(ctx, request, response, next, email, WRONG, 422);
      } catch (error) {
        if (!(error instanceof Refusal && error.retryAfterSeconds)) throw error;
        response.setHeader("Retry-After", String(error.retryAfterSeconds));
        await showSignIn(ctx, request, response, next, email, error.message, error.status);
      }
    }),
    post("/sign-in/demo", "portal.enter", async (request, response) => {
      const person = await signInAsDemo(ctx, Number(request.body?.person));
      await enter(ctx, request, response, person.id, safePath(request.body?.next));
    }),
    post("/sign-out", "portal.enter", async (request, response) => {
      await stopSession(ctx, request, response);
      seeOther(response, "/sign-in");
    }),
  ];
}

async function showSignIn(
  ctx: Context,
  request: Request,
  response: Response,
  next: unknown,
  email: string,
  problem: string | null,
  status: number,
): Promise<void> {
  const around = { demoPeople: await demoPeople(ctx), needsSetup: await needsSetup(ctx) };
  const page = pages.signInPage(safePath(next), email, problem, around);
  show(request, response, pages.signInView, page, status);
}

async function enter(
  ctx: Context,
  request: Request,
  response: Response,
  personId: number,
  next: string,
): Promise<void> {
  const person = await personById(ctx.db, personId);
  if (!person) throw notFound("person");
  await startSession(ctx, request, response, person);
  leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: `Signed in as ${person.name}.` });
  seeOther(response, next);
}
