import { type Face, firstFaces } from "#server/escalation/faces.ts";
import { METRIC_NAMES } from "#server/escalation/policy.ts";
import { initialsOf } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import { deskAddress, type Filters } from "./desk.ts";
import type { FoundRow } from "./desk-store.ts";
import { nameOf, type Status, type Urgency } from "./ticket.ts";
import { STATUS_NAMES, URGENCY_ICONS, URGENCY_NAMES } from "./words.ts";

export type DeskRow = {
  number: number;
  name: string;
  href: string;
  subject: string;
  status: string;
  urgency: { name: string; icon: string; isHigh: boolean } | null;
  category: string | null;
  requester: string;
  assignee: { name: string; initials: string } | null;
  at: number;
  clock: RowClock | null;
  isChosen: boolean;
  isConfidential: boolean;
  /** Nobody has answered yet, and an article likely does. */
  isLikely: boolean;
};

export type Found = FoundRow;

export const facesFor = (ctx: Context, rows: readonly { id: number }[]) =>
  firstFaces(
    ctx,
    rows.map(({ id }) => id),
  );

/** The clock that is due first. */
export type RowClock = { svg: SafeHtml; tone: string; dueAt: number | null; name: string; words: string };

const clockOf = (face: Face | undefined): RowClock | null =>
  face
    ? {
        svg: face.svg,
        tone: face.tone,
        dueAt: face.state === "running" ? face.dueAt : null,
        name: METRIC_NAMES[face.metric],
        words: face.state === "paused" ? "Paused" : "No time left",
      }
    : null;

/** A ticket as one line of the desk. */
export function toRow(
  row: Found,
  titles: Map<string, string>,
  filters: Filters,
  faces: ReadonlyMap<number, Face>,
): DeskRow {
  return {
    number: row.number,
    name: nameOf(row),
    href: deskAddress({ ...filters, ticket: String(row.number) }),
    subject: row.subject,
    status: row.spamAt === null ? STATUS_NAMES[row.status as Status] : "Spam",
    urgency: urgencyOf(row.urgency),
    category: row.category === null ? null : (titles.get(row.category) ?? row.category),
    requester: [row.requester, row.team].filter(Boolean).join(", "),
    assignee: row.assignee === null ? null : { name: row.assignee, initials: initialsOf(row.assignee) },
    at: row.unansweredSince ?? row.updatedAt,
    clock: row.status === "resolved" || row.spamAt !== null ? null : clockOf(faces.get(row.id)),
    isChosen: String(row.number) === filters.ticket,
    isConfidential: row.insiders !== null,
    isLikely: row.likely !== null && row.status === "new" && row.spamAt === null,
  };
}

/** Normal goes without saying: most are, and a sign on each would tell nothing. */
const urgencyOf = (urgency: Urgency) =>
  urgency === "normal"
    ? null
    : { name: URGENCY_NAMES[urgency], icon: URGENCY_ICONS[urgency], isHigh: urgency === "high" };
