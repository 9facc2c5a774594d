import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { FoundTicket } from "./finding.ts";
import { isOwn } from "./ticket.ts";

/** What somebody may do with a ticket as it is now: the buttons ask what the actions ask. */
export type SheetRights = Record<"reply" | "note" | "assign" | "triage" | "resolve" | "reopen" | "label", boolean>;

/** `works`: it lies in a queue they work in. */
export function rightsOf(by: Person, ticket: FoundTicket, works: boolean): { can: SheetRights } {
  const isLive = ticket.spamAt === null && ticket.status !== "merged";
  const may = (action: Parameters<typeof can>[1]) => isLive && works && can(by, action, isOwn(by, ticket));
  const isResolved = ticket.status === "resolved";
  return {
    can: {
      reply: may("ticket.reply"),
      note: may("ticket.note") || (isLive && can(by, "queue.oversee")),
      assign: may("ticket.assign"),
      triage: may("ticket.triage"),
      resolve: may("ticket.resolve") && !isResolved,
      reopen: may("ticket.reopen") && isResolved,
      label: may("ticket.label") && isResolved,
    },
  };
}

/** The same piece without what may be done there, where they do not work or nothing can be done any more. */
export function onlyIf<Name extends string, Piece extends Record<Name, boolean>>(
  acts: boolean,
  piece: Piece,
  names: readonly Name[],
): Piece {
  return acts ? piece : { ...piece, ...Object.fromEntries(names.map((name) => [name, false])) };
}
