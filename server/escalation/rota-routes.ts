import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { idOf } from "./calendar-routes.ts";
import { absenceForm, isReachable, overrideForm, rotaForm, rotaTyped, spanTyped } from "./rota-form.ts";
import { rotaPage, rotasPage, rotasView, rotaView } from "./rota-page.ts";
import * as rotas from "./rotas.ts";

const NOBODY = "Choose somebody who answers here.";

export function rotaRoutes(ctx: Context): PortalRoute[] {
  return [
    get("/admin/rotas", "portal.manage", async (request, response) =>
      show(request, response, rotasView, await rotasPage(ctx)),
    ),
    get("/admin/rotas/new", "portal.manage", async (request, response) =>
      show(request, response, rotaView, await rotaPage(ctx, null)),
    ),
    post("/admin/rotas", "portal.manage", (request, response) => save(request, response, null)),
    get("/admin/rotas/:id", "portal.manage", async (request, response) =>
      show(request, response, rotaView, await rotaPage(ctx, idOf(request))),
    ),
    post("/admin/rotas/:id", "portal.manage", async (request, response) => {
      await rotas.newestRota(ctx, idOf(request));
      await save(request, response, idOf(request));
    }),
    post("/admin/rotas/:id/overrides", "portal.manage", async (request, response) => {
      const id = idOf(request);
      const { rota } = await rotas.newestRota(ctx, id);
      const form = readForm(overrideForm, request.body);
      const span = form.ok ? spanTyped(form.value, rota.timeZone, ctx.clock.now()) : NOBODY;
      const problem = typeof span === "string" ? span : null;
      if (!form.ok || typeof span === "string" || !(await isReachable(ctx, form.value.person)))
        return leave(response, `/admin/rotas/${id}`, "problem", problem ?? NOBODY);
      await rotas.addOverride(ctx, personOf(request), id, form.value.person, span);
      leave(response, `/admin/rotas/${id}`, "done", "Changed. It counts from that moment on.");
    }),
    post("/admin/rotas/:id/overrides/:override/removal", "portal.manage", async (request, response) => {
      const id = idOf(request);
      await rotas.removeOverride(ctx, personOf(request), id, Number(request.params.override) || 0);
      leave(response, `/admin/rotas/${id}`, "done", "Taken back.");
    }),
    post("/admin/absences", "portal.manage", async (request, response) => {
      const { timeZone } = await readSettings(ctx);
      const form = readForm(absenceForm, request.body);
      const span = form.ok ? spanTyped(form.value, timeZone, ctx.clock.now()) : NOBODY;
      if (!form.ok || typeof span === "string")
        return leave(response, "/admin/rotas", "problem", typeof span === "string" ? span : NOBODY);
      const { person, deputy } = form.value;
      if (!(await isReachable(ctx, person)) || (deputy !== null && !(await isReachable(ctx, deputy))))
        return leave(response, "/admin/rotas", "problem", NOBODY);
      if (deputy === person) return leave(response, "/admin/rotas", "problem", "Nobody is their own deputy.");
      await rotas.addAbsence(ctx, personOf(request), { ...span, personId: person, deputyId: deputy });
      leave(response, "/admin/rotas", "done", "Noted. The rotas follow it.");
    }),
    post("/admin/absences/:id/removal", "portal.manage", async (request, response) => {
      await rotas.removeAbsence(ctx, personOf(request), idOf(request));
      leave(response, "/admin/rotas", "done", "Taken back.");
    }),
  ];

  async function save(request: Request, response: Response, id: number | null) {
    const form = readForm(rotaForm, request.body);
    const read = form.ok ? await rotaTyped(ctx, form.value) : null;
    if (!form.ok || !read?.ok) {
      const errors = form.ok ? (read?.ok === false ? read.errors : {}) : form.draft.errors;
      return show(request, response, rotaView, await rotaPage(ctx, id, { values: textsOf(request.body), errors }), 422);
    }
    const saved = await rotas.saveRota(ctx, personOf(request), id, read.value);
    leave(response, `/admin/rotas/${saved}`, "done", "Saved. A ladder can tell whoever is on call.");
  }

  function leave(response: Response, address: string, kind: "done" | "problem", sentence: string) {
    leaveFlash(response, ctx.config, ctx.keys, { kind, sentence });
    seeOther(response, address);
  }
}

const textsOf = (body: Record<string, unknown> | undefined): Record<string, string> =>
  Object.fromEntries(Object.keys(rotaForm.shape).map((name) => [name, String(body?.[name] ?? "")]));
