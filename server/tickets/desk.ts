import { isSlug } from "#server/knowledge/article.ts";
import type { Person } from "#server/people/person.ts";
import { OPEN, type Range, RESOLVED } from "./desk-place.ts";
import type { DeskQuery, Key } from "./desk-store.ts";
import { isTag } from "./tag.ts";
import type { Status } from "./ticket.ts";

export const CHOICES = ["", "unanswered", "new", "open", "waiting", "resolved"] as const;
export type StatusChoice = (typeof CHOICES)[number];

/** What the desk shows, as its address says it. Assignee: anybody (""), "me", "nobody", or a person's id. */
export type Filters = {
  status: StatusChoice;
  assignee: string;
  category: string;
  tag: string;
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
    after: readKey(text("after")) ? text("after") : "",
    ticket: /^[1-9]\d{0,8}$/.test(text("ticket")) ? text("ticket") : "",
  };
}

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
  unanswered: { range: OPEN, status: null, onlyUnanswered: true },
  new: { range: OPEN, status: "new", onlyUnanswered: false },
  open: { range: OPEN, status: "open", onlyUnanswered: false },
  waiting: { range: OPEN, status: "waiting", onlyUnanswered: false },
  resolved: { range: RESOLVED, status: null, onlyUnanswered: false },
};

export function queryFor(by: Person, { status, assignee, category, tag, after }: Filters): DeskQuery {
  const whose = assignee === "me" ? by.id : assignee === "nobody" ? null : Number(assignee);
  return {
    ...RANGES[status],
    assignee: assignee === "" ? undefined : whose,
    category: category === "" ? null : category,
    tag: tag === "" ? null : tag,
    after: readKey(after),
  };
}
