import { createHash } from "node:crypto";
import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import * as calendars from "./calendars.ts";
import { type CalendarTyped, calendarForm, calendarTyped, holidayForm } from "./forms.ts";
import { calendarPage, calendarsPage, calendarsView, calendarView } from "./pages.ts";
import { previewEdit } from "./previewing.ts";

export function calendarRoutes(ctx: Context): PortalRoute[] {
  return [
    get("/admin/calendars", "portal.manage", async (request, response) =>
      show(request, response, calendarsView, await calendarsPage(ctx)),
    ),
    get("/admin/calendars/new", "portal.manage", async (request, response) =>
      show(request, response, calendarView, await calendarPage(ctx, null)),
    ),
    post("/admin/calendars", "portal.manage", async (request, response) => {
      const edit = await readEdit(request, response, null);
      if (!edit) return;
      const id = await calendars.createCalendar(ctx, personOf(request), edit);
      done(response, id, "Calendar made. A service policy can use it now.");
    }),
    get("/admin/calendars/:id", "portal.manage", async (request, response) =>
      show(request, response, calendarView, await calendarPage(ctx, idOf(request))),
    ),
    post("/admin/calendars/:id", "portal.manage", async (request, response) => {
      const id = idOf(request);
      await calendars.newestCalendar(ctx, id);
      const edit = await readEdit(request, response, id);
      if (!edit) return;
      const seen = fingerprint(edit);
      if (request.body?.seen !== seen) return showPreview(request, response, id, edit, seen);
      const no = await calendars.editCalendar(ctx, personOf(request), id, edit);
      done(response, id, `Saved as version ${no}. Clocks that run follow within a minute.`);
    }),
    post("/admin/calendars/:id/holidays", "portal.manage", async (request, response) => {
      const id = idOf(request);
      const typed = readForm(holidayForm, request.body);
      if (!typed.ok)
        return show(request, response, calendarView, await calendarPage(ctx, id, { holidayDraft: typed.draft }), 422);
      const count = await calendars.proposeHolidays(ctx, id, typed.value.ical);
      const none = "No new dates were found in it. A calendar file has lines like DTSTART;VALUE=DATE:20261225.";
      const found = `${count} ${count === 1 ? "date waits" : "dates wait"} for your approval.`;
      leave(response, id, count === 0 ? "problem" : "done", count === 0 ? none : found);
    }),
    post("/admin/calendars/:id/holidays/decision", "portal.manage", async (request, response) => {
      const id = idOf(request);
      const isApproved = request.body?.decision === "approve";
      const count = await calendars.decideHolidays(ctx, personOf(request), id, chosenDates(request.body), isApproved);
      const what = isApproved ? "approved: closed on these dates from now on" : "dismissed";
      if (count === 0) leave(response, id, "problem", "Choose at least one date.");
      else done(response, id, `${count} ${count === 1 ? "date" : "dates"} ${what}.`);
    }),
  ];

  /** Null: something is wrong, and the form was sent back with everything in it. */
  async function readEdit(request: Request, response: Response, id: number | null): Promise<calendars.Edit | null> {
    const typed = readForm(calendarForm, request.body);
    const edit = typed.ok ? editOf(typed.value) : null;
    const closed = edit && calendars.tooClosed(edit.written, ctx.clock.now());
    if (edit && closed === null) return edit;
    const draft = typed.ok ? { values: textsOf(request.body), errors: { Monday: closed ?? "" } } : typed.draft;
    show(request, response, calendarView, await calendarPage(ctx, id, { draft }), 422);
    return null;
  }

  async function showPreview(request: Request, response: Response, id: number, edit: calendars.Edit, seen: string) {
    const { moves, looked } = await previewEdit(ctx, id, edit.written, edit.isForPast);
    const draft = { values: textsOf(request.body), errors: {} };
    show(request, response, calendarView, await calendarPage(ctx, id, { draft, preview: { moves, looked, seen } }));
  }

  function done(response: Response, id: number, sentence: string) {
    leave(response, id, "done", sentence);
  }

  function leave(response: Response, id: number, kind: "done" | "problem", sentence: string) {
    leaveFlash(response, ctx.config, ctx.keys, { kind, sentence });
    seeOther(response, `/admin/calendars/${id}`);
  }
}

export function idOf(request: Request): number {
  const { id } = request.params;
  if (typeof id !== "string" || !/^[1-9]\d{0,14}$/.test(id)) throw notFound();
  return Number(id);
}

const editOf = (typed: CalendarTyped): calendars.Edit => ({
  name: typed.name,
  written: calendarTyped(typed),
  note: typed.note,
  isForPast: typed.past === "yes",
});

/** What was previewed: it is saved only as it was seen. */
const fingerprint = (edit: calendars.Edit) =>
  createHash("sha256").update(JSON.stringify(edit)).digest("base64url").slice(0, 22);

const textsOf = (body: Record<string, unknown> | undefined): Record<string, string> =>
  Object.fromEntries(Object.keys(calendarForm.shape).map((name) => [name, String(body?.[name] ?? "")]));

/** Each date is a box of its own, so that no box is two values. */
const chosenDates = (body: Record<string, unknown> | undefined): string[] =>
  Object.keys(body ?? {}).flatMap((name) => (/^date-\d{4}-\d\d-\d\d$/.test(name) ? [name.slice(5)] : []));
