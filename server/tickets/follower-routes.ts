import type { Request, Response } from "express";
import { z } from "zod";
import { readMoment } from "#server/escalation/local-moment.ts";
import { leaveFlash } from "#server/http/flash.ts";
import { emailAddress, line, readForm, wholeNumber } from "#server/http/form.ts";
import { seeOther } from "#server/http/show.ts";
import { staff } from "#server/people/directory.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { readSettings } from "#server/platform/settings.ts";
import { findTicket } from "./finding.ts";
import { backTo } from "./going-back.ts";
import { snoozeTicket, wakeTicket } from "./snoozing.ts";
import { addressOf, canSee, ticketNumber } from "./ticket.ts";
import { endWatch, letWatch, personAt } from "./watching.ts";

const byAddress = z.object({ email: emailAddress });
const byPerson = z.object({ person: wholeNumber("The person") });
const snoozeForm = z.object({ until: z.string(), reason: line("The reason", 200, 3) });

export function followerRoutes(ctx: Context): PortalRoute[] {
  const numberOf = (request: Request) => ticketNumber(request.params.number);

  return [
    post("/tickets/:number/followers", "ticket.see", async (request, response) => {
      const by = personOf(request);
      const form = readForm(byAddress, request.body);
      if (!form.ok) throw badRequest(form.draft.errors.email ?? "Write their e-mail address.");
      await findTicket(ctx, by, numberOf(request));
      await letWatch(ctx, by, numberOf(request), await personAt(ctx, form.value.email));
      done(request, response, "Added. They hear of what is said from now on.");
    }),
    post("/tickets/:number/followers/removal", "ticket.see", async (request, response) => {
      const by = personOf(request);
      const form = readForm(byPerson, request.body);
      if (!form.ok) throw badRequest("Choose whom.");
      await endWatch(ctx, by, numberOf(request), form.value.person);
      const address = form.value.person === by.id ? "/tickets" : addressOf({ number: numberOf(request) });
      done(request, response, "Taken away.", by.role === "requester" ? address : undefined);
    }),
    post("/tickets/:number/watch", "ticket.note", async (request, response) => {
      const by = personOf(request);
      const isOn = request.body?.on === "yes";
      await (isOn ? letWatch : endWatch)(ctx, by, numberOf(request), by.id);
      done(request, response, isOn ? "You watch it." : "You do not watch it any more.");
    }),
    post("/tickets/:number/snooze", "ticket.triage", async (request, response) => {
      const by = personOf(request);
      const form = readForm(snoozeForm, request.body);
      if (!form.ok) throw badRequest(form.draft.errors.reason ?? "Say until when, and why.");
      const { timeZone } = await readSettings(ctx);
      const until = readMoment(form.value.until, by.timeZone ?? timeZone);
      if (until === null) throw badRequest("Write the day and the time, like 2026-06-09 18:00.");
      await snoozeTicket(ctx, by, numberOf(request), { until, reason: form.value.reason });
      done(request, response, "On hold. It comes back by itself.");
    }),
    post("/tickets/:number/waking", "ticket.triage", async (request, response) => {
      await wakeTicket(ctx, personOf(request), numberOf(request));
      done(request, response, "It is open again.");
    }),
    get("/tickets/:number/colleagues.json", "ticket.note", async (request, response) => {
      const by = personOf(request);
      const ticket = await findTicket(ctx, by, numberOf(request));
      const people = (await staff(ctx)).filter((person) => person.id !== by.id && canSee(person, ticket));
      response.json({ names: people.map(({ name }) => name) });
    }),
  ];

  function done(request: Request, response: Response, sentence: string, address?: string) {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, address ?? backTo(request.body?.back, addressOf({ number: numberOf(request) })));
  }
}
