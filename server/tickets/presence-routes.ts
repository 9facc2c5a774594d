import { z } from "zod";
import { readForm } from "#server/http/form.ts";
import { type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { findTicket } from "./finding.ts";
import { comeIn, goAway, openPresence, presenceInWords } from "./presence.ts";
import { ticketNumber } from "./ticket.ts";

const presenceForm = z.object({ does: z.enum(["looks", "writes", "leaves"]).catch("looks") });

/** Only those who answer are told of each other; whoever asked neither appears nor sees anybody. */
export function presenceRoutes(ctx: Context): PortalRoute[] {
  const presence = openPresence();
  return [
    post("/tickets/:number/presence", "ticket.note", async (request, response) => {
      const by = personOf(request);
      const { id } = await findTicket(ctx, by, ticketNumber(request.params.number));
      const form = readForm(presenceForm, request.body);
      const does = form.ok ? form.value.does : "looks";
      if (does === "leaves") {
        goAway(presence, id, by.id);
        return void response.status(204).end();
      }
      const who = { personId: by.id, name: by.name, isWriting: does === "writes" };
      response.json({ sentence: presenceInWords(comeIn(presence, id, who, ctx.clock.now())) });
    }),
  ];
}
