import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { findCategory } from "#server/knowledge/articles.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, tooLate } from "#server/platform/errors.ts";
import { findTicket } from "./finding.ts";
import { readFiles } from "./forms.ts";
import { backTo } from "./going-back.ts";
import { changesOf } from "./macro.ts";
import { insertForm, macroForm, versionForm } from "./macro-forms.ts";
import { macroPage, macrosPage, macrosView, macroView } from "./macro-pages.ts";
import { archiveMacro, findMacro, MacroChanged, saveMacro, textFor } from "./macros.ts";
import { sheetOf, sheetPage, sheetView } from "./sheet.ts";
import { addressOf, ticketNumber } from "./ticket.ts";

const INCOMPLETE = "This form is incomplete. Reload the page and try again.";
const CHANGED = "Somebody changed this macro meanwhile. What they saved stands beside yours.";

export function macroRoutes(ctx: Context): PortalRoute[] {
  const idOf = (request: Request) =>
    /^[1-9]\d{0,14}$/.test(String(request.params.id)) ? Number(request.params.id) : -1;

  return [
    get("/desk/macros", "macro.use", async (request, response) =>
      show(request, response, macrosView, await macrosPage(ctx, personOf(request))),
    ),
    get("/desk/macros/new", "macro.write", async (request, response) =>
      show(request, response, macroView, await macroPage(ctx, personOf(request), null)),
    ),
    get("/desk/macros/:id", "macro.write", async (request, response) =>
      show(request, response, macroView, await macroPage(ctx, personOf(request), await findMacro(ctx, idOf(request)))),
    ),
    post("/desk/macros", "macro.write", async (request, response) => save(request, response, null)),
    post("/desk/macros/:id", "macro.write", async (request, response) => save(request, response, idOf(request))),
    post("/desk/macros/:id/archiving", "macro.write", async (request, response) => {
      const form = readForm(versionForm, request.body);
      if (!form.ok) throw badRequest(INCOMPLETE);
      await archiveMacro(ctx, personOf(request), idOf(request), form.value.version).catch((error) => {
        throw error instanceof MacroChanged
          ? tooLate("Somebody changed this macro meanwhile. Look at it again.")
          : error;
      });
      done(response, "Macro put away.");
    }),
    get("/tickets/:number/macros/:id", "macro.use", async (request, response) => {
      const { text, changes } = await fillFor(request, idOf(request));
      response.json({ text, changes });
    }),
    post("/tickets/:number/macro", "macro.use", async (request, response) => {
      const form = readForm(insertForm, request.body);
      if (!form.ok) throw badRequest("Choose a macro first.");
      const { kind, body, macro } = form.value;
      const { ticket, text, changes } = await fillFor(request, macro);
      const reply = { values: { kind, body: body.trim() === "" ? text : `${body.trimEnd()}\n\n${text}` }, errors: {} };
      const back = backTo(request.body?.back, addressOf(ticket));
      const files = readFiles(request.body, request.uploads);
      const sheet = await sheetOf(ctx, personOf(request), ticket, {
        back,
        reply,
        files,
        macro: { id: macro, changes },
      });
      show(request, response, sheetView, sheetPage(sheet));
    }),
  ];

  async function fillFor(request: Request, id: number) {
    const by = personOf(request);
    const ticket = await findTicket(ctx, by, ticketNumber(request.params.number));
    const macro = await findMacro(ctx, id);
    const category = macro.category === null ? null : await findCategory(ctx, by, macro.category);
    return { ticket, text: textFor(macro, by, ticket), changes: changesOf(macro, category?.title ?? null) };
  }

  async function save(request: Request, response: Response, id: number | null): Promise<void> {
    const by = personOf(request);
    const known = id === null ? null : await findMacro(ctx, id);
    const form = readForm(macroForm, request.body);
    if (!form.ok)
      return show(request, response, macroView, await macroPage(ctx, by, known, { draft: form.draft }), 422);
    const seen = readForm(versionForm, request.body);
    if (id !== null && !seen.ok) throw badRequest(INCOMPLETE);
    try {
      await saveMacro(ctx, by, id !== null && seen.ok ? { id, version: seen.value.version } : null, form.value);
      done(response, "Macro saved.");
    } catch (error) {
      if (!(error instanceof MacroChanged) || id === null) throw error;
      const { title, body, urgency, category } = form.value;
      const values = { title, body, urgency: urgency ?? "", category: category ?? "" };
      const page = await macroPage(ctx, by, await findMacro(ctx, id), {
        draft: { values, errors: { body: CHANGED } },
        isOvertaken: true,
      });
      show(request, response, macroView, page, 409);
    }
  }

  function done(response: Response, sentence: string) {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, "/desk/macros");
  }
}
