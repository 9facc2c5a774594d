import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { blankDraft, readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import type { Context } from "#server/platform/context.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { setUpPortal } from "./actions.ts";
import { forgottenForm, passwordForm, setupForm } from "./forms.ts";
import { deadLink, findLink } from "./links.ts";
import { askForReset, choosePassword, confirmAddress } from "./own-account.ts";
import * as pages from "./pages.ts";
import { get, type PortalRoute, post } from "./session.ts";
import { originOf } from "./signing-in.ts";
import { personById } from "./store.ts";
import { forgottenAttempt, throttled } from "./throttle.ts";

type Enter = (ctx: Context, request: Request, response: Response, personId: number, next: string) => Promise<void>;

/** Links with a secret: looking at one changes nothing, as mail scanners open them too. */
export function linkRoutes(ctx: Context, enter: Enter): PortalRoute[] {
  return [
    ...forgottenRoutes(ctx),
    ...setupRoutes(ctx, enter),
    ...passwordRoutes(ctx, enter, "invitation", "/invitations/:token"),
    ...passwordRoutes(ctx, enter, "reset", "/resets/:token"),
    ...addressRoutes(ctx),
  ];
}

function forgottenRoutes(ctx: Context): PortalRoute[] {
  return [
    get("/forgotten-password", "portal.enter", (request, response) =>
      show(request, response, pages.forgottenView, pages.forgottenPage(ctx, request.query.sent === "yes")),
    ),
    post("/forgotten-password", "portal.enter", async (request, response) => {
      const typed = readForm(forgottenForm, request.body);
      if (!typed.ok)
        return show(request, response, pages.forgottenView, pages.forgottenPage(ctx, false, typed.draft), 422);
      const { email } = typed.value;
      await throttled(ctx, forgottenAttempt(originOf(ctx, request, email)), () => askForReset(ctx, email));
      seeOther(response, "/forgotten-password?sent=yes");
    }),
  ];
}

function setupRoutes(ctx: Context, enter: Enter): PortalRoute[] {
  const page = (request: Request) => ({ title: "Set up the portal", action: request.path });
  return [
    get("/setup/:token", "portal.enter", async (request, response) => {
      await findLink(ctx, "setup", String(request.params.token));
      const draft = blankDraft({ name: "", email: "", organisation: "", password: "" });
      quietly(response);
      show(request, response, pages.setupView, { ...page(request), draft });
    }),
    post("/setup/:token", "portal.enter", async (request, response) => {
      quietly(response);
      await findLink(ctx, "setup", String(request.params.token));
      const typed = readForm(setupForm, request.body);
      const problem = typed.ok ? await pages.problemWith(ctx, typed.value.password, typed.value) : null;
      if (!typed.ok || problem) {
        const draft = typed.ok ? { values: typed.value, errors: { password: problem as string } } : typed.draft;
        return show(request, response, pages.setupView, { ...page(request), draft }, 422);
      }
      const admin = await setUpPortal(ctx, String(request.params.token), typed.value);
      await writeSettings(ctx, { organisation: typed.value.organisation });
      await enter(ctx, request, response, admin.id, "/");
    }),
  ];
}

const LEADS = {
  invitation: "Then you are signed in.",
  reset: "Then you are signed in here, and signed out everywhere else.",
};

function passwordRoutes(ctx: Context, enter: Enter, purpose: "invitation" | "reset", path: string): PortalRoute[] {
  const owner = async (request: Request) => {
    const link = await findLink(ctx, purpose, String(request.params.token));
    const person = link.person_id === null ? undefined : await personById(ctx.db, link.person_id);
    if (!person || person.disabledAt !== null) throw deadLink(purpose);
    return person;
  };
  const page = (request: Request, email: string, draft = blankDraft({ password: "" })) => ({
    title: "Choose a password",
    lead: LEADS[purpose],
    action: request.path,
    email,
    draft,
  });
  return [
    get(path, "portal.enter", async (request, response) => {
      const { email } = await owner(request);
      quietly(response);
      show(request, response, pages.passwordView, page(request, email));
    }),
    post(path, "portal.enter", async (request, response) => {
      const person = await owner(request);
      quietly(response);
      const typed = readForm(passwordForm, request.body);
      const problem = typed.ok ? await pages.problemWith(ctx, typed.value.password, person) : null;
      if (!typed.ok || problem) {
        const draft = typed.ok ? { values: { password: "" }, errors: { password: problem as string } } : typed.draft;
        return show(request, response, pages.passwordView, page(request, person.email, draft), 422);
      }
      await choosePassword(ctx, purpose, String(request.params.token), typed.value.password);
      await enter(ctx, request, response, person.id, "/");
    }),
  ];
}

function addressRoutes(ctx: Context): PortalRoute[] {
  return [
    get("/addresses/:token", "portal.enter", async (request, response) => {
      const { email } = await findLink(ctx, "address", String(request.params.token));
      quietly(response);
      const page = { title: "Is this your address?", action: request.path, email: email ?? "" };
      show(request, response, pages.addressView, page);
    }),
    post("/addresses/:token", "portal.enter", async (request, response) => {
      await confirmAddress(ctx, String(request.params.token));
      leaveFlash(response, ctx.config, ctx.keys, {
        kind: "done",
        sentence: "Your address was changed. From now on you sign in with the new one.",
      });
      seeOther(response, request.visit.person ? "/account" : "/sign-in");
    }),
  ];
}

/** The secret in the address must not travel on with the next request. */
const quietly = (response: Response) => response.setHeader("Referrer-Policy", "no-referrer");
