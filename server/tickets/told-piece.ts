import { hasMuted, muteFor, unmuteFor } from "#server/notifications/choosing.ts";
import { type Receipt, receiptsAbout } from "#server/notifications/receipts.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { forbidden } from "#server/platform/errors.ts";
import { findTicket } from "./finding.ts";
import { nameOf, type Ticket } from "./ticket.ts";

/** Who was told of a ticket and how far it came; whether whoever looks wants to hear of it. */
export type ToldPiece = { receipts: Receipt[]; canMute: boolean; isMuted: boolean };

export async function toldPiece(ctx: Context, by: Person, ticket: Ticket): Promise<ToldPiece> {
  return {
    receipts: await receiptsAbout(ctx, nameOf(ticket)),
    canMute: can(by, "ticket.mute"),
    isMuted: await hasMuted(ctx, by.id, nameOf(ticket)),
  };
}

/** They hear nothing of it any more but what is urgent, or they do again. */
export async function muteTicket(ctx: Context, by: Person, number: number, isWanted: boolean): Promise<void> {
  const ticket = await findTicket(ctx, by, number);
  if (!can(by, "ticket.mute")) throw forbidden("Only those who answer may do this.");
  if (isWanted) await muteFor(ctx, by, nameOf(ticket));
  else await unmuteFor(ctx, by, nameOf(ticket));
}
