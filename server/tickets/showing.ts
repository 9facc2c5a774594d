import type { Request, Response } from "express";
import { show } from "#server/http/show.ts";
import { noteOpenedAbout } from "#server/notifications/opened.ts";
import { personOf } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { findTicket } from "./finding.ts";
import { backTo } from "./going-back.ts";
import { type SheetWishes, sheetOf, sheetPage, sheetView } from "./sheet.ts";
import { addressOf, canSeeNotes, nameOf, ticketNumber } from "./ticket.ts";
import { ticketPage, ticketView } from "./ticket-page.ts";

/** One address, two pages: who answers sees the work, who asked sees the conversation. */
export async function showTicket(
  ctx: Context,
  request: Request,
  response: Response,
  wishes: SheetWishes,
  status = 200,
): Promise<void> {
  const by = personOf(request);
  const ticket = await findTicket(ctx, by, ticketNumber(request.params.number));
  noteOpenedAbout(ctx, by, nameOf(ticket));
  if (!canSeeNotes(by)) return show(request, response, ticketView, await ticketPage(ctx, by, ticket, wishes), status);
  const back = backTo(request.body?.back, addressOf(ticket));
  show(request, response, sheetView, sheetPage(await sheetOf(ctx, by, ticket, { ...wishes, back })), status);
}
