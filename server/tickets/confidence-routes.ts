import type { Request, Response } from "express";
import { z } from "zod";
import { leaveFlash } from "#server/http/flash.ts";
import { line, readForm, wholeNumber } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { confidencePage, confidenceView, confidentialPage, confidentialView } from "./confidence-page.ts";
import { breakGlass, confideTicket } from "./confiding.ts";
import { backTo } from "./going-back.ts";
import { setAside, takeBack } from "./spam.ts";
import { addressOf, ticketNumber } from "./ticket.ts";

const MOST_TICKED = 500;
const glassForm = z.object({ number: wholeNumber("The ticket", 1, 999_999_999), reason: line("The reason", 300, 10) });

/** Everybody who was ticked, each by a field of their own. */
export const readInsiders = (body: unknown): number[] =>
  Object.keys((body ?? {}) as Record<string, unknown>)
    .flatMap((name) => /^insider_([1-9]\d{0,14})$/.exec(name)?.[1] ?? [])
    .slice(0, MOST_TICKED)
    .map(Number);

/** Who may see a ticket, and what is none. */
export function confidenceRoutes(ctx: Context): PortalRoute[] {
  const numberOf = (request: Request) => ticketNumber(request.params.number);
  const done = (request: Request, response: Response, sentence: string) => {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, backTo(request.body?.back, addressOf({ number: numberOf(request) })));
  };
  return [
    get("/tickets/:number/confidence", "ticket.confide", async (request, response) => {
      const number = numberOf(request);
      const back = backTo(request.query.back, addressOf({ number }));
      show(request, response, confidenceView, await confidencePage(ctx, personOf(request), number, back));
    }),
    post("/tickets/:number/confidence", "ticket.confide", async (request, response) => {
      await confideTicket(ctx, personOf(request), numberOf(request), readInsiders(request.body));
      done(request, response, "Confidential now. Nobody else sees it, and mails about it tell its number only.");
    }),
    post("/tickets/:number/confidence/removal", "ticket.confide", async (request, response) => {
      await confideTicket(ctx, personOf(request), numberOf(request), null);
      done(request, response, "Everybody who answers sees it again.");
    }),
    post("/tickets/:number/spam", "ticket.spam", async (request, response) => {
      await setAside(ctx, personOf(request), numberOf(request));
      done(request, response, "Set aside as spam. Nothing was deleted.");
    }),
    post("/tickets/:number/spam/removal", "ticket.spam", async (request, response) => {
      await takeBack(ctx, personOf(request), numberOf(request));
      done(request, response, "Back on the desk, as it was.");
    }),
    get("/admin/confidential", "ticket.break-glass", async (request, response) => {
      const { before } = request.query;
      const from = typeof before === "string" && /^[1-9]\d{0,14}$/.test(before) ? Number(before) : null;
      show(request, response, confidentialView, await confidentialPage(ctx, personOf(request), from));
    }),
    post("/admin/confidential", "ticket.break-glass", async (request, response) => {
      const by = personOf(request);
      const form = readForm(glassForm, request.body);
      if (!form.ok)
        return show(request, response, confidentialView, await confidentialPage(ctx, by, null, form.draft), 422);
      await breakGlass(ctx, by, form.value.number, form.value.reason);
      leaveFlash(response, ctx.config, ctx.keys, {
        ...{ kind: "done", sentence: "You see it now. That and your reason stand in its history and the audit trail." },
      });
      seeOther(response, addressOf(form.value));
    }),
  ];
}
