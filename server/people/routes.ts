import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { blankDraft, readForm } from "#server/http/form.ts";
import { safePath } from "#server/http/redirects.ts";
import { seeOther, show } from "#server/http/show.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { accountRoutes } from "./account-routes.ts";
import * as actions from "./actions.ts";
import { demoPeople, signInAsDemo } from "./demo.ts";
import { passwordForm, setupForm, signInForm } from "./forms.ts";
import * as pages from "./pages.ts";
import { peopleRoutes } from "./people-routes.ts";
import { get, type PortalRoute, post, startSession, stopSession } from "./session.ts";
import { signInBy, trySignIn } from "./signing-in.ts";
import { personById } from "./store.ts";

export function routes(ctx: Context): PortalRoute[] {
  return [...doorRoutes(ctx), ...linkRoutes(ctx), ...accountRoutes(ctx), ...peopleRoutes(ctx)];
}

function doorRoutes(ctx: Context): PortalRoute[] {
  const authenticator = signInBy(ctx);
  return [
    get("/sign-in", "portal.enter", async (request, response) => {
      if (request.visit.person) return seeOther(response, safePath(request.query.next));
      show(
        request,
        response,
        pages.signInView,
        pages.signInPage(safePath(request.query.next), "", null, await demoPeople(ctx)),
      );
    }),
    post("/sign-in", "portal.enter", async (request, response) => {
      const next = safePath(request.body?.next);
      const typed = readForm(signInForm, request.body);
      const person = typed.ok ? await trySignIn(ctx, authenticator, request, response) : null;
      if (person) return enter(ctx, request, response, person.id, next);
      const problem = "Address and password do not fit together.";
      show(
        request,
        response,
        pages.signInView,
        pages.signInPage(next, String(request.body?.email ?? ""), problem, await demoPeople(ctx)),
        422,
      );
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

/** Links with a secret: looking at one changes nothing, as mail scanners open them too. */
function linkRoutes(ctx: Context): PortalRoute[] {
  const invitation = (request: Request) => ({ title: "Choose a password", action: request.path });
  return [
    get("/setup/:token", "portal.enter", async (request, response) => {
      await actions.findLink(ctx, "setup", String(request.params.token));
      const draft = blankDraft({ name: "", email: "", organisation: "", password: "" });
      quietly(response);
      show(request, response, pages.setupView, { title: "Set up the portal", action: request.path, draft });
    }),
    post("/setup/:token", "portal.enter", async (request, response) => {
      const typed = readForm(setupForm, request.body);
      const problem = typed.ok ? await pages.problemWith(ctx, typed.value.password, typed.value) : null;
      if (!typed.ok || problem) {
        const draft = typed.ok ? { values: typed.value, errors: { password: problem as string } } : typed.draft;
        return show(
          request,
          response,
          pages.setupView,
          { title: "Set up the portal", action: request.path, draft },
          422,
        );
      }
      const admin = await actions.setUpPortal(ctx, String(request.params.token), typed.value);
      await writeSettings(ctx, { organisation: typed.value.organisation });
      await enter(ctx, request, response, admin.id, "/");
    }),
    get("/invitations/:token", "portal.enter", async (request, response) => {
      await actions.findLink(ctx, "invitation", String(request.params.token));
      quietly(response);
      show(request, response, pages.invitationView, { ...invitation(request), draft: blankDraft({ password: "" }) });
    }),
    post("/invitations/:token", "portal.enter", async (request, response) => {
      const token = String(request.params.token);
      const link = await actions.findLink(ctx, "invitation", token);
      const invited = await personById(ctx.db, link.person_id ?? 0);
      if (!invited) throw notFound("link");
      const typed = readForm(passwordForm, request.body);
      const problem = typed.ok ? await pages.problemWith(ctx, typed.value.password, invited) : null;
      if (!typed.ok || problem) {
        const draft = typed.ok ? { values: { password: "" }, errors: { password: problem as string } } : typed.draft;
        return show(request, response, pages.invitationView, { ...invitation(request), draft }, 422);
      }
      const person = await actions.choosePassword(ctx, token, typed.value.password);
      await enter(ctx, request, response, person.id, "/");
    }),
  ];
}

/** The secret in the address must not travel on with the next request. */
const quietly = (response: Response) => response.setHeader("Referrer-Policy", "no-referrer");

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
