import { isSlug } from "#server/knowledge/article.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, HOUR } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { OPEN, type Range, RESOLVED, SPAM, WAITS } from "./desk-place.ts";
import {
  CHANGED_CHOICES,
  type ChangedChoice,
  changedIn,
  isDate,
  OPENED_CHOICES,
  type OpenedChoice,
  openedIn,
} from "./desk-spans.ts";
import type { DeskQuery, Key } from "./desk-store.ts";
import { eyesOf } from "./finding.ts";
import { queueIn } from "./queue.ts";
import { isTag } from "./tag.ts";
import { LABELS, type Label, type Status, URGENCIES, type Urgency } from "./ticket.ts";

export const CHOICES = ["", "unanswered", "new", "open", "waiting", "on-hold", "resolved", "spam"] as const;
export type StatusChoice = (typeof CHOICES)[number];

/** Late, within this long, or nothing is due at all. */
export const DUE_CHOICES = ["", "late", "hour", "soon", "day", "none"] as const;
export type DueChoice = (typeof DUE_CHOICES)[number];
const DUE_WITHIN: Partial<Record<DueChoice, number>> = { late: 0, hour: HOUR, soon: 4 * HOUR, day: DAY };

/** What the desk shows, as its address says it. Assignee: anybody (""), "me", "nobody", or a person's id. */
export type Filters = {
  status: StatusChoice;
  assignee: string;
  /** A shelf, or those on none ("none"). */
  category: string;
  tag: string;
  /** Any (""), those they work in ("mine"), or a queue's id. */
  queue: string;
  urgency: string;
  due: DueChoice;
  /** Who asked: an address, or part of a name. */
  requester: string;
  /** The team of who asked. */
  team: string;
  /** A field of its category, and what stands in it. */
  field: string;
  value: string;
  /** Those they watch ("me"), or somebody else does. */
  watched: string;
  /** Those an article likely answers. */
  likely: "" | "yes";
  confidential: "" | "yes";
  /** What kind of question it was, once that was said. */
  label: "" | Label;
  opened: OpenedChoice;
  /** Asked on these days. */
  from: string;
  to: string;
  changed: ChangedChoice;
  group: "" | "queue";
  after: string;
  ticket: string;
};

/** Filters nobody could have clicked are left out, not refused: an address may be old. */
export function readFilters(query: Record<string, unknown>): Filters {
  const text = (name: string) => (typeof query[name] === "string" ? (query[name] as string) : "");
  return {
    status: CHOICES.find((one) => one === text("status")) ?? "",
    assignee: /^(me|nobody|[1-9]\d{0,14})$/.test(text("assignee")) ? text("assignee") : "",
    category: isSlug(text("category")) ? text("category") : "",
    tag: isTag(text("tag")) ? text("tag") : "",
    queue: text("queue") === "mine" || queueIn(text("queue")) !== null ? text("queue") : "",
    urgency: URGENCIES.find((one) => one === text("urgency")) ?? "",
    due: DUE_CHOICES.find((one) => one === text("due")) ?? "",
    team: oneLine(text("team")),
    field: queueIn(text("field")) !== null && oneLine(text("value")) !== "" ? text("field") : "",
    value: queueIn(text("field")) !== null ? oneLine(text("value")) : "",
    requester: oneLine(text("requester")),
    watched: /^(me|[1-9]\d{0,14})$/.test(text("watched")) ? text("watched") : "",
    likely: text("likely") === "yes" ? "yes" : "",
    confidential: text("confidential") === "yes" ? "yes" : "",
    label: LABELS.find((one) => one === text("label")) ?? "",
    opened: OPENED_CHOICES.find((one) => one === text("opened")) ?? "",
    from: isDate(text("from")) ? text("from") : "",
    to: isDate(text("to")) ? text("to") : "",
    changed: CHANGED_CHOICES.find((one) => one === text("changed")) ?? "",
    group: text("group") === "queue" ? "queue" : "",
    after: readKey(text("after")) ? text("after") : "",
    ticket: /^[1-9]\d{0,8}$/.test(text("ticket")) ? text("ticket") : "",
  };
}

const LONGEST = 100;
const oneLine = (text: string) => text.replaceAll("\u0000", "").toWellFormed().trim().slice(0, LONGEST);

export const writeKey = ({ place, id }: Key) => `${place}~${id}`;

export function readKey(text: string): Key | null {
  const [, place, id] = /^(\d{1,15})~(\d{1,15})$/.exec(text) ?? [];
  return place && id ? { place: Number(place), id: Number(id) } : null;
}

/** The address of the desk with these filters. */
export function deskAddress(filters: Partial<Filters>): string {
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== "")).toString();
  return query === "" ? "/desk" : `/desk?${query}`;
}

type Narrowing = { range: Range; status: Status | null; onlyUnanswered: boolean };
const RANGES: Record<StatusChoice, Narrowing> = {
  "": { range: OPEN, status: null, onlyUnanswered: false },
  unanswered: { range: WAITS, status: null, onlyUnanswered: true },
  new: { range: OPEN, status: "new", onlyUnanswered: false },
  open: { range: OPEN, status: "open", onlyUnanswered: false },
  waiting: { range: OPEN, status: "waiting", onlyUnanswered: false },
  "on-hold": { range: OPEN, status: "on-hold", onlyUnanswered: false },
  resolved: { range: RESOLVED, status: null, onlyUnanswered: false },
  spam: { range: SPAM, status: null, onlyUnanswered: false },
};

export async function queryFor(ctx: Context, by: Person, filters: Filters): Promise<DeskQuery> {
  const { status, assignee, category, tag, queue, urgency, due, requester, team, field, value, label, after } = filters;
  const whose = assignee === "me" ? by.id : assignee === "nobody" ? null : Number(assignee);
  return {
    eyes: eyesOf(by),
    ...RANGES[status],
    assignee: assignee === "" ? undefined : whose,
    category: category === "" ? undefined : category === "none" ? null : category,
    tag: tag === "" ? null : tag,
    queue: queue === "mine" ? { ofPerson: by.id } : queueIn(queue),
    urgency: urgency === "" ? null : (urgency as Urgency),
    requester: requester === "" ? null : requester,
    team: team === "" ? null : team,
    answer: field === "" ? null : { fieldId: Number(field), value },
    watchedBy: filters.watched === "" ? null : filters.watched === "me" ? by.id : Number(filters.watched),
    label: label === "" ? null : label,
    onlyLikely: filters.likely === "yes",
    onlyConfidential: filters.confidential === "yes",
    opened: await openedIn(ctx, by, filters),
    changed: changedIn(ctx, filters),
    dueBefore: due in DUE_WITHIN ? ctx.clock.now() + (DUE_WITHIN[due] ?? 0) : due === "none" ? null : undefined,
    after: readKey(after),
  };
}
