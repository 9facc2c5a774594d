import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { forgetBrake } from "#server/notifications/brakes.ts";
import { releaseMail } from "#server/notifications/holding.ts";
import { callOff, tryAgain } from "#server/notifications/trouble.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { settingsForm } from "./forms.ts";
import { machineRoutes } from "./machine-routes.ts";
import * as pages from "./pages.ts";
import { schedulerPage, schedulerView } from "./scheduler-page.ts";

/** What is no id of a row finds none. */
const idOf = (given: unknown) => (Number.isSafeInteger(Number(given)) ? Number(given) : 0);

export function routes(ctx: Context): PortalRoute[] {
  return [
    ...machineRoutes(ctx),
    get("/admin", "portal.manage", async (request, response) =>
      show(request, response, pages.overviewView, await pages.overviewPage(ctx)),
    ),
    post("/admin/settings", "portal.manage", async (request, response) => {
      const typed = readForm(settingsForm, request.body);
      if (!typed.ok)
        return show(request, response, pages.overviewView, await pages.overviewPage(ctx, typed.draft), 422);
      await inTransaction(ctx, async (ctx) => {
        await writeSettings(ctx, typed.value);
        await recordDeed(ctx, {
          by: byPerson(personOf(request)),
          action: "changed settings",
          object: "portal",
          data: typed.value,
        });
      });
      leaveFlash(response, ctx.config, ctx.keys, {
        kind: "done",
        sentence: "Saved.",
      });
      seeOther(response, "/admin");
    }),
    post("/admin/mail/release", "portal.manage", async (request, response) => {
      await releaseMail(ctx, personOf(request), request.body?.waiting === "drop");
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "Mail goes out again." });
      seeOther(response, "/admin");
    }),
    get("/admin/mail", "portal.manage", async (request, response) =>
      show(request, response, pages.mailView, await pages.mailPage(ctx)),
    ),
    post("/admin/mail/:id/retry", "portal.manage", async (request, response) => {
      await tryAgain(ctx, personOf(request), idOf(request.params.id));
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "It will be tried again now." });
      seeOther(response, "/admin/mail");
    }),
    post("/admin/mail/:id/calling-off", "portal.manage", async (request, response) => {
      await callOff(ctx, personOf(request), idOf(request.params.id));
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "Called off. It will not be sent." });
      seeOther(response, "/admin/mail");
    }),
    post("/admin/mail/brakes", "portal.manage", async (request, response) => {
      await forgetBrake(ctx, personOf(request), String(request.body?.name ?? ""));
      leaveFlash(response, ctx.config, ctx.keys, {
        kind: "done",
        sentence: "It is off the list until it holds again.",
      });
      seeOther(response, "/admin/mail");
    }),
    get("/admin/scheduler", "portal.manage", async (request, response) =>
      show(request, response, schedulerView, await schedulerPage(ctx)),
    ),
    get("/admin/audit", "portal.manage", async (request, response) => {
      const asked = Number(request.query.before);
      const before = Number.isSafeInteger(asked) && asked > 0 ? asked : Number.MAX_SAFE_INTEGER;
      show(request, response, pages.auditView, await pages.auditPage(ctx, before));
    }),
  ];
}
