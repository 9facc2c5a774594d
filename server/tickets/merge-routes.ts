import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { seeOther, show } from "#server/http/show.ts";
import { readerFrom } from "#server/journeys/journal.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { backTo } from "./going-back.ts";
import { mergePage, mergeView } from "./merge-page.ts";
import { mergeTickets, undoMerge } from "./merging.ts";
import { addressOf, nameOf, ticketNumber } from "./ticket.ts";

export function mergeRoutes(ctx: Context): PortalRoute[] {
  const numberOf = (request: Request) => ticketNumber(request.params.number);

  return [
    get("/tickets/:number/merge", "ticket.merge", async (request, response) => {
      const back = backTo(request.query.back, addressOf({ number: numberOf(request) }));
      const into = namedIn(request.query.into);
      show(request, response, mergeView, await mergePage(ctx, personOf(request), numberOf(request), into, back));
    }),
    post("/tickets/:number/merge", "ticket.merge", async (request, response) => {
      const reader = readerFrom(request.visit, request.headers);
      const into = namedIn(request.body?.into);
      await mergeTickets(ctx, personOf(request), reader, numberOf(request), into);
      done(response, `Merged into ${nameOf({ number: into })}.`, addressOf({ number: into }));
    }),
    post("/tickets/:number/merge/undoing", "ticket.merge", async (request, response) => {
      await undoMerge(ctx, personOf(request), numberOf(request));
      done(response, "Taken out again. It stands as it stood.", addressOf({ number: numberOf(request) }));
    }),
  ];

  function done(response: Response, sentence: string, address: string) {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, address);
  }
}

/** Named as people do: T-12, #12 or 12. */
function namedIn(given: unknown): number {
  const [, number] = /^\s*(?:T-|#)?([1-9]\d{0,8})\s*$/i.exec(typeof given === "string" ? given : "") ?? [];
  if (!number) throw badRequest("Name the ticket to merge it into by its number, like T-12.");
  return Number(number);
}
