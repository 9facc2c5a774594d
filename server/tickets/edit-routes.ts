import type { Request, Response } from "express";
import { z } from "zod";
import { leaveFlash } from "#server/http/flash.ts";
import { type Draft, line, paragraphs, readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, notFound, Refusal } from "#server/platform/errors.ts";
import * as pages from "./edit-page.ts";
import { editMessage, findMessage } from "./editing.ts";
import { redactFile, redactMessage } from "./redacting.ts";
import { addressOf, ticketNumber } from "./ticket.ts";
import { LONGEST_BODY, writeDown } from "./writing.ts";

const editForm = z.object({ body: paragraphs("Your message", LONGEST_BODY), seen: z.string().length(64) });
const REASON = line("The reason", 200, 5);
const redactForm = z.object({ words: z.string().max(LONGEST_BODY), reason: REASON });
const fileForm = z.object({ file: z.string().regex(/^[\w-]{22}$/), reason: REASON });

/** Words that were sent, put right by who wrote them or taken out by those who may. */
export function editRoutes(ctx: Context): PortalRoute[] {
  const numberOf = (request: Request) => ticketNumber(request.params.number);
  const placeOf = (request: Request) => {
    const place = /^[1-9]\d{0,8}$/.exec(String(request.params.place))?.[0];
    if (!place) throw notFound("message");
    return Number(place);
  };
  const back = (request: Request, response: Response, sentence: string, anchor = "") => {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, addressOf({ number: numberOf(request) }) + anchor);
  };
  return [
    get("/tickets/:number/messages/:place/edit", "ticket.edit", async (request, response) => {
      const page = await pages.editPage(ctx, personOf(request), numberOf(request), placeOf(request));
      show(request, response, pages.editView, page);
    }),
    post("/tickets/:number/messages/:place/edit", "ticket.edit", async (request, response) => {
      const [by, number, place] = [personOf(request), numberOf(request), placeOf(request)];
      await findMessage(ctx, by, number, place);
      const form = readForm(editForm, request.body);
      if (!form.ok && form.draft.errors.seen)
        throw badRequest("This form is incomplete. Reload the page and try again.");
      if (!form.ok) {
        const page = await pages.editPage(ctx, by, number, place, form.draft);
        return show(request, response, pages.editView, page, 422);
      }
      const { body, seen } = form.value;
      await editMessage(ctx, by, number, place, { written: writeDown(body), seen });
      back(request, response, "Saved. It says that it was edited.", `#message-${place}`);
    }),
    get("/tickets/:number/messages/:place/versions", "ticket.note", async (request, response) => {
      const page = await pages.versionsPage(ctx, personOf(request), numberOf(request), placeOf(request));
      show(request, response, pages.versionsView, page);
    }),
    get("/tickets/:number/messages/:place/redaction", "ticket.redact", async (request, response) =>
      drawRedaction(request, response),
    ),
    post("/tickets/:number/messages/:place/redaction", "ticket.redact", async (request, response) => {
      const form = readForm(redactForm, request.body);
      if (!form.ok) return drawRedaction(request, response, form.draft);
      try {
        await redactMessage(ctx, personOf(request), numberOf(request), placeOf(request), form.value);
      } catch (error) {
        if (!(error instanceof Refusal) || error.status !== 422) throw error;
        return drawRedaction(request, response, { values: form.value, errors: { words: error.message } });
      }
      back(request, response, "Removed, from everywhere in this ticket.", `#message-${placeOf(request)}`);
    }),
    post("/tickets/:number/files/redaction", "ticket.redact", async (request, response) => {
      const form = readForm(fileForm, request.body);
      if (!form.ok) throw badRequest(form.draft.errors.reason ?? "Choose a file.");
      await redactFile(ctx, personOf(request), numberOf(request), form.value.file, form.value.reason);
      back(request, response, "The file is gone.");
    }),
  ];

  async function drawRedaction(request: Request, response: Response, draft?: Draft) {
    const page = await pages.redactPage(ctx, personOf(request), numberOf(request), placeOf(request), draft);
    show(request, response, pages.redactView, page, draft ? 422 : 200);
  }
}
