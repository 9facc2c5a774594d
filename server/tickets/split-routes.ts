import type { Request, Response } from "express";
import { z } from "zod";
import { leaveFlash } from "#server/http/flash.ts";
import { line, readForm } from "#server/http/form.ts";
import { seeOther } from "#server/http/show.ts";
import { type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { LONGEST_SUBJECT } from "./forms.ts";
import { splitTicket, undoSplit } from "./splitting.ts";
import { addressOf, nameOf, ticketNumber } from "./ticket.ts";

const splitForm = z.object({ subject: line("The subject", LONGEST_SUBJECT, 3) });

/** Ticked messages, each by a field of its own. */
const ticked = (body: unknown): number[] =>
  Object.keys((body ?? {}) as Record<string, unknown>).flatMap((name) => {
    const place = /^m_([1-9]\d{0,6})$/.exec(name)?.[1];
    return place ? Number(place) : [];
  });

export function splitRoutes(ctx: Context): PortalRoute[] {
  const numberOf = (request: Request) => ticketNumber(request.params.number);

  return [
    post("/tickets/:number/split", "ticket.merge", async (request, response) => {
      const form = readForm(splitForm, request.body);
      if (!form.ok) throw badRequest(form.draft.errors.subject ?? "Say what the new ticket is about.");
      const wanted = { places: ticked(request.body), subject: form.value.subject };
      const made = await splitTicket(ctx, personOf(request), numberOf(request), wanted);
      done(response, `Split off as ${nameOf({ number: made })}.`, addressOf({ number: made }));
    }),
    post("/tickets/:number/split/undoing", "ticket.merge", async (request, response) => {
      const from = await undoSplit(ctx, personOf(request), numberOf(request));
      done(response, "Back where it was said.", addressOf({ number: from }));
    }),
  ];

  function done(response: Response, sentence: string, address: string) {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, address);
  }
}
