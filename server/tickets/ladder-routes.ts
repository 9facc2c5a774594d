import type { Request, Response } from "express";
import { readMoment } from "#server/escalation/local-moment.ts";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { readSettings } from "#server/platform/settings.ts";
import { acknowledgementPage, acknowledgementView } from "./acknowledgement-page.ts";
import { acknowledgeTicket, escalateNow } from "./acknowledging.ts";
import { findTicket } from "./finding.ts";
import { backTo } from "./going-back.ts";
import { haltLadder, unhaltLadder } from "./halting.ts";
import { escalationForm, haltForm, lockIn } from "./ladder-forms.ts";
import { addressOf, ticketNumber } from "./ticket.ts";
import { muteTicket } from "./told-piece.ts";

export function ladderRoutes(ctx: Context): PortalRoute[] {
  const numberOf = (request: Request) => ticketNumber(request.params.number);

  return [
    get("/tickets/:number/acknowledgement", "ticket.acknowledge", async (request, response) => {
      const by = personOf(request);
      const ticket = await findTicket(ctx, by, numberOf(request));
      const page = await acknowledgementPage(ctx, by, ticket, lockIn(request.query.lock));
      show(request, response, acknowledgementView, page);
    }),
    post("/tickets/:number/acknowledgement", "ticket.acknowledge", async (request, response) => {
      await acknowledgeTicket(ctx, personOf(request), numberOf(request), lockIn(request.body?.lock));
      done(request, response, "Noted: you have seen it. Nobody else is told for now.");
    }),
    post("/tickets/:number/muting", "ticket.mute", async (request, response) => {
      const isWanted = request.body?.muted === "yes";
      await muteTicket(ctx, personOf(request), numberOf(request), isWanted);
      done(request, response, isWanted ? "Muted: you hear only what is urgent." : "You hear of it again.");
    }),
    post("/tickets/:number/halt", "ladder.hold", async (request, response) => {
      const by = personOf(request);
      const form = readForm(haltForm, request.body);
      if (!form.ok) throw badRequest(Object.values(form.draft.errors)[0] ?? "Reload the page and try again.");
      const until = readMoment(form.value.until, by.timeZone ?? (await readSettings(ctx)).timeZone);
      if (until === null) throw badRequest("Say until when as a day and a time, like 2026-06-09T18:00.");
      await haltLadder(ctx, by, numberOf(request), { until, reason: form.value.reason });
      done(request, response, "The ladder is held. It goes on by itself.");
    }),
    post("/tickets/:number/halt/end", "ladder.hold", async (request, response) => {
      await unhaltLadder(ctx, personOf(request), numberOf(request));
      done(request, response, "The ladder goes on.");
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
