import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { notFound } from "#server/platform/errors.ts";

export const STATUSES = ["new", "open", "waiting", "on-hold", "resolved", "merged"] as const;
export type Status = (typeof STATUSES)[number];

export const URGENCIES = ["low", "normal", "high"] as const;
export type Urgency = (typeof URGENCIES)[number];

export const LABELS = ["basic", "basic-uncovered", "not-basic"] as const;
export type Label = (typeof LABELS)[number];

export type Ticket = {
  id: number;
  /** What people call it by, counted per portal from 1. */
  number: number;
  subject: string;
  status: Status;
  urgency: Urgency;
  category: string | null;
  queueId: number;
  requesterId: number;
  assigneeId: number | null;
  openedAt: number;
  /** When something last happened that its requester may know of. A note is nothing that happened. */
  updatedAt: number;
  /** When the requester wrote the first of the messages nobody has answered yet. */
  unansweredSince: number | null;
  firstReplyAt: number | null;
  resolvedAt: number | null;
  /** Until when it is on hold. */
  wakeAt: number | null;
  messages: number;
  publicMessages: number;
  /** Who answers and may see it, as ",3,17,", where it is confidential; null where everybody who answers may. */
  insiders: string | null;
  /** Others who ask and read along, as ",7,9,"; null where nobody does. */
  participants: string | null;
  /** When it was set aside as spam. */
  spamAt: number | null;
  /** Since when it was brought in from another desk and waits to be made live. */
  heldAt: number | null;
  /** The number of its last event. */
  seq: number;
};

/** What it is made of, but for what its history does not tell. */
export type State = Omit<Ticket, "id" | "number" | "subject" | "requesterId" | "seq">;

export const nameOf = (ticket: { number: number }) => `T-${ticket.number}`;
export const addressOf = (ticket: { number: number }) => `/tickets/${ticket.number}`;

/** The number in an address; whatever else stands there is no ticket. */
export function ticketNumber(given: unknown): number {
  if (typeof given !== "string" || !/^[1-9]\d{0,8}$/.test(given)) throw notFound("ticket");
  return Number(given);
}

export const isOwn = (person: Person, ticket: Pick<Ticket, "requesterId">) => ticket.requesterId === person.id;

export const participantsIn = (text: string | null): number[] => (text ?? "").split(",").filter(Boolean).map(Number);
export const participantsText = (people: readonly number[]): string | null =>
  people.length === 0 ? null : `,${[...new Set(people)].join(",")},`;

/** Who asked, and whom they or those who answer let read along. */
export const takesPart = (person: Person, ticket: Pick<Ticket, "requesterId" | "participants">) =>
  isOwn(person, ticket) || participantsIn(ticket.participants).includes(person.id);

export const insidersIn = (text: string): number[] => text.split(",").filter(Boolean).map(Number);
export const insidersText = (people: readonly number[]): string => `,${[...new Set(people)].join(",")},`;

type Seen = Pick<Ticket, "requesterId" | "insiders"> & { participants?: string | null };

/** The one rule about which tickets somebody may see, for a ticket that is at hand; queries ask it by `seenBy`. */
export function canSee(person: Person, ticket: Seen): boolean {
  if (takesPart(person, { participants: null, ...ticket })) return can(person, "ticket.see", true);
  return can(person, "ticket.see") && (ticket.insiders === null || insidersIn(ticket.insiders).includes(person.id));
}

/** Notes, and everything that would tell of them. */
export const canSeeNotes = (person: Person) => can(person, "ticket.note");
