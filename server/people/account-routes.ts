import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { safePath } from "#server/http/redirects.ts";
import type { Answer } from "#server/http/route-table.ts";
import { seeOther, show } from "#server/http/show.ts";
import type { Context } from "#server/platform/context.ts";
import { accountPage, accountView } from "./account-page.ts";
import { addressForm, changePasswordForm, profileForm } from "./forms.ts";
import { trustAddress } from "./mail-reach.ts";
import * as own from "./own-account.ts";
import { problemWith } from "./pages.ts";
import { THEMES, type Theme } from "./person.ts";
import { get, type PortalRoute, personOf, post } from "./session.ts";
import { provePassword } from "./signing-in.ts";

type Drafts = Parameters<typeof accountPage>[3];
type Request = Parameters<Answer>[0];
type Response = Parameters<Answer>[1];

export function accountRoutes(ctx: Context): PortalRoute[] {
  const page = async (request: Request, response: Response, drafts: Drafts = {}, status = 200) => {
    const content = await accountPage(ctx, personOf(request), request.visit.sessionHash ?? "", drafts);
    show(request, response, accountView, content, status);
  };
  const saved = (response: Response, sentence: string) => {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, "/account");
  };
  return [
    get("/account", "account.manage", (request, response) => page(request, response)),
    post("/account/profile", "account.manage", async (request, response) => {
      const typed = readForm(profileForm, request.body);
      if (!typed.ok) return page(request, response, { profile: typed.draft }, 422);
      await own.changeProfile(ctx, personOf(request), typed.value);
      saved(response, "Saved.");
    }),
    post("/account/theme", "account.manage", async (request, response) => {
      const theme = THEMES.find((one) => one === request.body?.theme) as Theme | undefined;
      if (theme) await own.changeTheme(ctx, personOf(request), theme);
      seeOther(response, safePath(request.body?.next));
    }),
    post("/account/address", "account.manage", async (request, response) => {
      const typed = readForm(addressForm, request.body);
      if (!typed.ok) return page(request, response, { address: typed.draft }, 422);
      const { email, proof } = typed.value;
      if (!(await provePassword(ctx, request, response, proof))) {
        const address = { values: typed.value, errors: { proof: "This is not your present password." } };
        return page(request, response, { address }, 422);
      }
      await own.askForAddress(ctx, personOf(request), email);
      saved(response, `Nothing has changed yet. A letter to ${email} has a link that says it is yours.`);
    }),
    post("/account/reachability", "account.manage", async (request, response) => {
      const by = personOf(request);
      await trustAddress(ctx, by, by.id);
      saved(response, `Mail goes to ${by.email} again.`);
    }),
    post("/account/password", "account.manage", async (request, response) => {
      const typed = readForm(changePasswordForm, request.body);
      if (!typed.ok) return page(request, response, { password: typed.draft }, 422);
      const refuse = (errors: { current?: string; password?: string }) =>
        page(request, response, { password: { values: typed.value, errors } }, 422);
      const problem = await problemWith(ctx, typed.value.password, personOf(request));
      if (problem) return refuse({ password: problem });
      if (!(await provePassword(ctx, request, response, typed.value.current)))
        return refuse({ current: "This is not your present password." });
      await own.changePassword(ctx, personOf(request), typed.value.password, request.visit.sessionHash ?? "");
      saved(response, "Password changed. Other devices were signed out.");
    }),
    post("/account/sessions/:id/end", "account.manage", async (request, response) => {
      await own.endOwnSession(ctx, personOf(request), String(request.params.id));
      saved(response, "That device was signed out.");
    }),
  ];
}
