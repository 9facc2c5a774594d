import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { safePath } from "#server/http/redirects.ts";
import { seeOther, show } from "#server/http/show.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import * as actions from "./actions.ts";
import { changePasswordForm, profileForm } from "./forms.ts";
import * as pages from "./pages.ts";
import { THEMES, type Theme } from "./person.ts";
import { get, type PortalRoute, personOf, post } from "./session.ts";
import { endSession, sessionsOf } from "./store.ts";

export function accountRoutes(ctx: Context): PortalRoute[] {
  return [
    get("/account", "account.manage", async (request, response) => {
      show(
        request,
        response,
        pages.accountView,
        await pages.accountPage(ctx, personOf(request), request.visit.sessionHash ?? ""),
      );
    }),
    post("/account/profile", "account.manage", async (request, response) => {
      const person = personOf(request);
      const typed = readForm(profileForm, request.body);
      if (!typed.ok)
        return show(
          request,
          response,
          pages.accountView,
          await pages.accountPage(ctx, person, request.visit.sessionHash ?? "", { profile: typed.draft }),
          422,
        );
      await actions.rename(ctx, person, typed.value.name);
      await actions.changeTheme(ctx, person, typed.value.theme);
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "Saved." });
      seeOther(response, "/account");
    }),
    post("/account/theme", "account.manage", async (request, response) => {
      const theme = THEMES.find((one) => one === request.body?.theme) as Theme | undefined;
      if (theme) await actions.changeTheme(ctx, personOf(request), theme);
      seeOther(response, safePath(request.body?.next));
    }),
    post("/account/password", "account.manage", async (request, response) => {
      const person = personOf(request);
      const refuse = async (field: "current" | "password", sentence: string) => {
        const password = { values: { current: "", password: "" }, errors: { [field]: sentence } };
        show(
          request,
          response,
          pages.accountView,
          await pages.accountPage(ctx, person, request.visit.sessionHash ?? "", { password }),
          422,
        );
      };
      const typed = readForm(changePasswordForm, request.body);
      if (!typed.ok) return refuse(typed.draft.errors.current ? "current" : "password", "The password is missing.");
      const problem = await pages.problemWith(ctx, typed.value.password, person);
      if (problem) return refuse("password", problem);
      const isChanged = await actions.changePassword(
        ctx,
        person,
        typed.value.current,
        typed.value.password,
        request.visit.sessionHash ?? "",
      );
      if (!isChanged) return refuse("current", "This is not your present password.");
      leaveFlash(response, ctx.config, ctx.keys, {
        kind: "done",
        sentence: "Password changed. Other devices were signed out.",
      });
      seeOther(response, "/account");
    }),
    post("/account/sessions/:id/end", "account.manage", async (request, response) => {
      const mine = await sessionsOf(ctx.db, personOf(request).id);
      const session = mine.find((one) => one.token_hash === request.params.id);
      if (!session) throw notFound("session");
      await endSession(ctx.db, session.token_hash);
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "That device was signed out." });
      seeOther(response, "/account");
    }),
  ];
}
