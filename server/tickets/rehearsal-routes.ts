import type { Request, Response } from "express";
import { CALENDAR_FIELDS, readCalendarForm } from "#server/escalation/calendar-reading.ts";
import { newestCalendar } from "#server/escalation/calendars.ts";
import { ladderForm, ladderTyped } from "#server/escalation/ladder-form.ts";
import { rotaForm, rotaTyped } from "#server/escalation/rota-form.ts";
import { newestRota } from "#server/escalation/rotas.ts";
import { readForm } from "#server/http/form.ts";
import { show } from "#server/http/show.ts";
import { type PortalRoute, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, notFound } from "#server/platform/errors.ts";
import { readSettings } from "#server/platform/settings.ts";
import { rehearsalPage, rehearsalView } from "./rehearsal-page.ts";
import type { Tried } from "./rehearsing.ts";

const stillThere = (sentence: unknown) => badRequest(`${sentence} Go back: what you typed is still there.`);

/** Before something is saved: what it would have done. The form comes along, so that it is saved from here. */
export function rehearsalRoutes(ctx: Context): PortalRoute[] {
  return [
    post("/admin/rehearsal", "portal.manage", async (request, response) => {
      const typed = readForm(ladderForm, request.body);
      const read = typed.ok ? ladderTyped(typed.value) : { ok: false as const, errors: typed.draft.errors };
      if (!read.ok) throw stillThere(Object.values(read.errors)[0]);
      const { ladder } = read;
      const action = actionOf(request);
      const back = action === "/admin/ladders" ? "/admin/ladders/new" : action;
      const fields = fieldsOf(request, Object.keys(ladderForm.shape));
      await rehearseAndShow(request, response, { name: ladder.name, tried: { ladder }, action, back, fields });
    }),
    post("/admin/calendars/:id/rehearsal", "portal.manage", async (request, response) => {
      const { id: calendarId } = await newestCalendar(ctx, idOf(request));
      const read = readCalendarForm(request.body);
      if (!read.ok) throw stillThere(read.sentence);
      const tried = { calendar: read.calendar, calendarId };
      const where = { action: `/admin/calendars/${calendarId}`, back: `/admin/calendars/${calendarId}` };
      const fields = fieldsOf(request, CALENDAR_FIELDS);
      await rehearseAndShow(request, response, { name: read.name, tried, ...where, fields });
    }),
    post("/admin/rotas/:id/rehearsal", "portal.manage", async (request, response) => {
      const { id: rotaId } = await newestRota(ctx, idOf(request));
      const form = readForm(rotaForm, request.body);
      const read = form.ok ? await rotaTyped(ctx, form.value) : { ok: false as const, errors: form.draft.errors };
      if (!read.ok) throw stillThere(Object.values(read.errors)[0]);
      const tried = { rota: read.value, rotaId };
      const where = { action: `/admin/rotas/${rotaId}`, back: `/admin/rotas/${rotaId}` };
      const fields = fieldsOf(request, Object.keys(rotaForm.shape));
      await rehearseAndShow(request, response, { name: read.value.name, tried, ...where, fields });
    }),
  ];

  type Typed = { name: string; tried: Tried; action: string; back: string; fields: { name: string; value: string }[] };

  async function rehearseAndShow(request: Request, response: Response, typed: Typed) {
    const { timeZone } = await readSettings(ctx);
    show(request, response, rehearsalView, await rehearsalPage(ctx, { ...typed, timeZone }));
  }
}

function idOf({ params: { id } }: Request): number {
  if (typeof id !== "string" || !/^[1-9]\d{0,14}$/.test(id)) throw notFound();
  return Number(id);
}

/** Where the form would have been saved; anything else in that field leads to a new ladder. */
function actionOf(request: Request): string {
  const action = String(request.body?.action ?? "");
  return /^\/admin\/ladders\/[1-9]\d{0,14}$/.test(action) ? action : "/admin/ladders";
}

const fieldsOf = (request: Request, names: string[]) =>
  names.map((name) => ({ name, value: String(request.body?.[name] ?? "") }));
