import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { seeOther } from "#server/http/show.ts";
import { decideParked } from "#server/notifications/trouble.ts";
import { type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { findTicket } from "./finding.ts";
import { backTo } from "./going-back.ts";
import { addressOf, nameOf, ticketNumber } from "./ticket.ts";

/** Whether words that may not have arrived are said once more: for those who work on the ticket they belong to. */
export function parkedRoutes(ctx: Context): PortalRoute[] {
  const decide = async (request: Request, response: Response, isAgain: boolean) => {
    const ticket = await findTicket(ctx, personOf(request), ticketNumber(request.params.number));
    const id = /^[1-9]\d{0,14}$/.test(String(request.params.id)) ? Number(request.params.id) : -1;
    await decideParked(ctx, personOf(request), { id, about: nameOf(ticket) }, isAgain);
    const sentence = isAgain ? "It is sent again under the same name." : "It is left as it is.";
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, backTo(request.body?.back, addressOf(ticket)));
  };
  return [
    post("/tickets/:number/mail/:id/again", "ticket.note", (request, response) => decide(request, response, true)),
    post("/tickets/:number/mail/:id/leaving", "ticket.note", (request, response) => decide(request, response, false)),
  ];
}
