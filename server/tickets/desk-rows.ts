import { initialsOf } from "#server/people/person.ts";
import { deskAddress, type Filters } from "./desk.ts";
import type { deskRows } from "./desk-store.ts";
import { nameOf, type Status, type Urgency } from "./ticket.ts";
import { STATUS_NAMES, URGENCY_ICONS, URGENCY_NAMES } from "./words.ts";

export type DeskRow = {
  name: string;
  href: string;
  subject: string;
  status: string;
  urgency: { name: string; icon: string; isHigh: boolean } | null;
  category: string | null;
  requester: string;
  assignee: { name: string; initials: string } | null;
  at: number;
  isChosen: boolean;
};

export type Found = Awaited<ReturnType<typeof deskRows>>[number];

/** A ticket as one line of the desk. */
export function toRow(row: Found, titles: Map<string, string>, filters: Filters): DeskRow {
  return {
    name: nameOf(row),
    href: deskAddress({ ...filters, ticket: String(row.number) }),
    subject: row.subject,
    status: STATUS_NAMES[row.status as Status],
    urgency: urgencyOf(row.urgency),
    category: row.category === null ? null : (titles.get(row.category) ?? row.category),
    requester: [row.requester, row.team].filter(Boolean).join(", "),
    assignee: row.assignee === null ? null : { name: row.assignee, initials: initialsOf(row.assignee) },
    at: row.unansweredSince ?? row.updatedAt,
    isChosen: String(row.number) === filters.ticket,
  };
}

/** Normal goes without saying: most are, and a sign on each would tell nothing. */
const urgencyOf = (urgency: Urgency) =>
  urgency === "normal"
    ? null
    : { name: URGENCY_NAMES[urgency], icon: URGENCY_ICONS[urgency], isHigh: urgency === "high" };
