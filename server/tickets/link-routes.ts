import type { Request, Response } from "express";
import { z } from "zod";
import { leaveFlash } from "#server/http/flash.ts";
import { oneOf, readForm } from "#server/http/form.ts";
import { seeOther } from "#server/http/show.ts";
import { type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { backTo } from "./going-back.ts";
import { LINK_ENDS, LINK_KINDS } from "./link.ts";
import { linkTickets, unlinkTickets } from "./linking.ts";
import { addressOf, ticketNumber } from "./ticket.ts";

const linkForm = z.object({
  kind: oneOf("how they belong together", LINK_KINDS),
  to: z
    .string()
    .trim()
    .regex(/^(?:T-|#)?[1-9]\d{0,8}$/i, { error: "Name the other ticket by its number, like T-12." })
    .transform((text) => Number(text.replace(/\D/g, ""))),
  end: z.enum(LINK_ENDS).catch("here"),
});

export const linkRoutes = (ctx: Context): PortalRoute[] => [
  post("/tickets/:number/links", "ticket.triage", (request, response) =>
    change(ctx, request, response, linkTickets, "Linked."),
  ),
  post("/tickets/:number/links/removal", "ticket.triage", (request, response) =>
    change(ctx, request, response, unlinkTickets, "Link taken away."),
  ),
];

async function change(
  ctx: Context,
  request: Request,
  response: Response,
  act: typeof unlinkTickets,
  sentence: string,
): Promise<void> {
  const number = ticketNumber(request.params.number);
  const form = readForm(linkForm, request.body);
  if (!form.ok) throw badRequest(Object.values(form.draft.errors)[0] ?? "Reload the page and try again.");
  await act(ctx, personOf(request), number, form.value.kind, form.value.to, form.value.end);
  leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
  seeOther(response, backTo(request.body?.back, addressOf({ number })));
}
