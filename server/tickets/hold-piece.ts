import { canWait } from "./history.ts";
import type { Ticket } from "./ticket.ts";

/** `until`: when its hold ends. `canHold`: it may be put on hold, as somebody has answered. */
export type HoldPiece = { until: number | null; canHold: boolean };

export const holdPiece = (ticket: Ticket, works: boolean): HoldPiece => ({
  until: ticket.status === "on-hold" ? ticket.wakeAt : null,
  canHold: works && canWait(ticket) && ticket.status !== "merged",
});
