import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { readerFrom } from "#server/journeys/journal.ts";
import { noteOpenedAbout } from "#server/notifications/opened.ts";
import { can } from "#server/people/permissions.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { once } from "#server/platform/once.ts";
import { assignTicket, triageTicket } from "./assigning.ts";
import { findTicket } from "./finding.ts";
import { assignmentForm, messageForm, readFiles, tagsForm, triageForm, waiverForm } from "./forms.ts";
import { backTo, withQuery } from "./going-back.ts";
import { appliedForm } from "./macro-forms.ts";
import { followMacro, type MacroSent } from "./macros.ts";
import { ticketsPage, ticketsView } from "./own-tickets.ts";
import { type Message, Overtaken, sendMessage } from "./replying.ts";
import { readSheetWishes, type SheetWishes, sheetOf, sheetPage, sheetView } from "./sheet.ts";
import { readTags } from "./tag.ts";
import { changeBetween, tagTicket } from "./tagging.ts";
import { addressOf, canSeeNotes, nameOf, ticketNumber } from "./ticket.ts";
import { ticketPage, ticketView } from "./ticket-page.ts";
import { waiveBreach } from "./waiving.ts";
import { writeDown } from "./writing.ts";

const INCOMPLETE = "This form is incomplete. Reload the page and try again.";

export function ticketRoutes(ctx: Context): PortalRoute[] {
  const numberOf = (request: Request) => ticketNumber(request.params.number);

  return [
    get("/tickets", "ticket.open", async (request, response) =>
      show(request, response, ticketsView, await ticketsPage(ctx, personOf(request), request.query.after)),
    ),
    get("/tickets/:number", "ticket.see", (request, response) =>
      showTicket(ctx, request, response, readSheetWishes(request.query)),
    ),
    post("/tickets/:number/messages", "ticket.reply", async (request, response) => {
      const form = readForm(messageForm, request.body);
      const files = readFiles(request.body, request.uploads);
      const problem = request.uploadProblem;
      if (!form.ok && form.draft.errors.body)
        return showTicket(ctx, request, response, { reply: form.draft, files }, 422);
      if (form.ok && problem) {
        const reply = { values: { body: form.value.body, kind: form.value.kind }, errors: { files: problem } };
        return showTicket(ctx, request, response, { reply, files }, 422);
      }
      if (!form.ok) throw badRequest(INCOMPLETE);
      const { _once, body, kind, seen, next, anyway } = form.value;
      const message = {
        kind,
        seen,
        message: writeDown(body),
        isAnyway: anyway === "yes",
        next: next === "resolve" ? "" : next,
        files,
      } as const;
      const macro = readForm(appliedForm, request.body);
      try {
        const anchor = await sendOnce(request, _once, message, macro.ok ? macro.value : {});
        if (next === "resolve") return done(request, response, "Reply sent.", "", "/resolution");
        done(request, response, kind === "note" ? "Note added." : "Reply sent.", anchor);
      } catch (error) {
        if (!(error instanceof Overtaken)) throw error;
        const reply = { values: { body, kind }, errors: {} };
        await showTicket(ctx, request, response, { reply, overtakenAt: seen, files }, 409);
      }
    }),
    post("/tickets/:number/assignment", "ticket.assign", async (request, response) => {
      const form = readForm(assignmentForm, request.body);
      if (!form.ok) throw badRequest(INCOMPLETE);
      const by = personOf(request);
      const { from, assignee: to } = form.value;
      await assignTicket(ctx, by, numberOf(request), { from, to });
      done(request, response, to === by.id ? "You have it." : to === null ? "Released." : "Assigned.");
    }),
    post("/tickets/:number/triage", "ticket.triage", async (request, response) => {
      const form = readForm(triageForm, request.body);
      if (!form.ok) throw badRequest(INCOMPLETE);
      await triageTicket(ctx, personOf(request), numberOf(request), form.value);
      done(request, response, "Saved.");
    }),
    post("/tickets/:number/tags", "ticket.triage", async (request, response) => {
      const form = readForm(tagsForm, request.body);
      if (!form.ok) throw badRequest(INCOMPLETE);
      const { tags, wrong } = readTags(form.value.tags);
      if (wrong) throw badRequest(wrong);
      const change = changeBetween(readTags(form.value.before).tags, tags);
      await tagTicket(ctx, personOf(request), numberOf(request), change);
      done(request, response, "Tags saved.");
    }),
    post("/tickets/:number/waivers", "clock.waive", async (request, response) => {
      const form = readForm(waiverForm, request.body);
      if (!form.ok) throw badRequest(form.draft.errors.reason ?? INCOMPLETE);
      await waiveBreach(ctx, personOf(request), numberOf(request), form.value);
      done(request, response, "Excused. That it was late stays in the history.");
    }),
  ];

  /** The same form sent twice is one message. */
  function sendOnce(request: Request, submission: string, message: Message, macro: MacroSent): Promise<string> {
    const by = personOf(request);
    const reader = readerFrom(request.visit, request.headers);
    return once(ctx, submission, by.id, async (ctx) => {
      const place = await sendMessage(ctx, by, reader, numberOf(request), message);
      if (can(by, "macro.use")) await followMacro(ctx, by, numberOf(request), macro);
      return `#message-${place}`;
    });
  }

  function done(request: Request, response: Response, sentence: string, anchor = "", then = "") {
    const address = addressOf({ number: numberOf(request) });
    const back = backTo(request.body?.back, address);
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, then === "" ? back + anchor : withQuery(address + then, "back", back));
  }
}

/** One address, two pages: who answers sees the work, who asked sees the conversation. */
export async function showTicket(
  ctx: Context,
  request: Request,
  response: Response,
  wishes: SheetWishes,
  status = 200,
): Promise<void> {
  const by = personOf(request);
  const ticket = await findTicket(ctx, by, ticketNumber(request.params.number));
  noteOpenedAbout(ctx, by, nameOf(ticket));
  if (!canSeeNotes(by)) return show(request, response, ticketView, await ticketPage(ctx, by, ticket, wishes), status);
  const back = backTo(request.body?.back, addressOf(ticket));
  show(request, response, sheetView, sheetPage(await sheetOf(ctx, by, ticket, { ...wishes, back })), status);
}
