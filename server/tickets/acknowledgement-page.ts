import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { FoundTicket } from "./finding.ts";
import { type LadderPiece, ladderPiece } from "./ladder-lines.ts";
import { addressOf, nameOf } from "./ticket.ts";

type AcknowledgementPage = {
  title: string;
  name: string;
  subject: string;
  address: string;
  requester: string;
  ladder: LadderPiece;
  /** The mail is older than the last step. */
  hasMoved: boolean;
};
export const acknowledgementView = view<AcknowledgementPage>("tickets/acknowledgement", "staff");

/** Where the link in a mail leads. Looking at it changes nothing: what is said is said with a button. */
export async function acknowledgementPage(
  ctx: Context,
  by: Person,
  ticket: FoundTicket,
  lockNo: number | null,
): Promise<AcknowledgementPage> {
  const ladder = await ladderPiece(ctx, by, ticket);
  return {
    title: `Seen ${nameOf(ticket)}?`,
    name: nameOf(ticket),
    subject: ticket.subject,
    address: addressOf(ticket),
    requester: ticket.requesterName,
    ladder,
    hasMoved: lockNo !== null && lockNo !== ladder.lockNo,
  };
}
