import type { Request } from "express";
import { z } from "zod";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, sendHtml, siteOf } from "#server/http/show.ts";
import { piece } from "#server/http/view.ts";
import { type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import { readFiles } from "./forms.ts";
import { backTo } from "./going-back.ts";
import { keepReplyDraft, throwDraftAway } from "./reply-drafts.ts";
import { addressOf, ticketNumber } from "./ticket.ts";
import { showTicket } from "./ticket-routes.ts";
import { writeDown } from "./writing.ts";

/** More than may be sent: what is too long is kept whole, to be shortened by its author. */
const LONGEST_KEPT = 200_000;
const draftForm = z.object({
  kind: z.enum(["public", "note"]).catch("public"),
  body: z.string().transform((text) => text.replaceAll("\u0000", "").slice(0, LONGEST_KEPT).toWellFormed()),
  /** The script asks for the text alone. */
  piece: z.string().max(5),
});

const previewPiece = piece<{ html: SafeHtml }>("tickets/preview");

/** A reply or a note before it is sent: kept while it is written, and shown as it will be read. */
export function replyDraftRoutes(ctx: Context): PortalRoute[] {
  const numberOf = (request: Request) => ticketNumber(request.params.number);
  const read = (request: Request) => {
    const form = readForm(draftForm, request.body);
    if (!form.ok) throw badRequest("This form is incomplete. Reload the page and try again.");
    return form.value;
  };
  return [
    post("/tickets/:number/draft", "ticket.reply", async (request, response) => {
      await keepReplyDraft(ctx, personOf(request), numberOf(request), read(request));
      response.status(204).end();
    }),
    post("/tickets/:number/draft/removal", "ticket.reply", async (request, response) => {
      const number = numberOf(request);
      await throwDraftAway(ctx, personOf(request), number);
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "Draft thrown away." });
      seeOther(response, backTo(request.body?.back, addressOf({ number })));
    }),
    post("/tickets/:number/preview", "ticket.reply", async (request, response) => {
      const { piece, ...draft } = read(request);
      await keepReplyDraft(ctx, personOf(request), numberOf(request), draft);
      const { html } = writeDown(draft.body);
      if (piece === "yes") return sendHtml(request, response, previewPiece({ html }, siteOf(response)));
      const files = readFiles(request.body, request.uploads);
      await showTicket(ctx, request, response, { reply: { values: draft, errors: {} }, files, preview: html });
    }),
  ];
}
