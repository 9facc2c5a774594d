import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { acknowledgementPage, acknowledgementView } from "./acknowledgement-page.ts";
import { acknowledgeTicket, escalateNow } from "./acknowledging.ts";
import { findTicket } from "./finding.ts";
import { backTo } from "./going-back.ts";
import { escalationForm } from "./ladder-forms.ts";
import { addressOf, ticketNumber } from "./ticket.ts";
import { muteTicket } from "./told-piece.ts";

export function ladderRoutes(ctx: Context): PortalRoute[] {
  const numberOf = (request: Request) => ticketNumber(request.params.number);

  return [
    get("/tickets/:number/acknowledgement", "ticket.acknowledge", async (request, response) => {
      const by = personOf(request);
      const ticket = await findTicket(ctx, by, numberOf(request));
      show(request, response, acknowledgementView, await acknowledgementPage(ctx, by, ticket));
    }),
    post("/tickets/:number/acknowledgement", "ticket.acknowledge", async (request, response) => {
      await acknowledgeTicket(ctx, personOf(request), numberOf(request));
      done(request, response, "Noted: you have seen it. Nobody else is told for now.");
    }),
    post("/tickets/:number/muting", "ticket.mute", async (request, response) => {
      const isWanted = request.body?.muted === "yes";
      await muteTicket(ctx, personOf(request), numberOf(request), isWanted);
      done(request, response, isWanted ? "Muted: you hear only what is urgent." : "You hear of it again.");
    }),
    post("/tickets/:number/escalation", "ticket.escalate", async (request, response) => {
      const form = readForm(escalationForm, request.body);
      if (!form.ok) throw badRequest(form.draft.errors.reason ?? "Reload the page and try again.");
      const { reason, lock } = form.value;
      await escalateNow(ctx, personOf(request), numberOf(request), { reason, lockNo: lock });
      done(request, response, "Escalated. The history says who was told.");
    }),
  ];

  function done(request: Request, response: Response, sentence: string) {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, backTo(request.body?.back, addressOf({ number: numberOf(request) })));
  }
}
