import type { Answer } from "./field.ts";
import { after, BEFORE, type TicketEvent } from "./history.ts";
import type { MessageKind } from "./thread-store.ts";
import type { Label, State, Urgency } from "./ticket.ts";
import type { Written } from "./writing.ts";

/** Something said on another desk, or made up for a load test. */
export type PastMessage = {
  authorId: number;
  kind: MessageKind;
  message: Written;
  sentAt: number;
  /** It left the next word to the requester. */
  waits?: boolean;
};

/** A ticket whose whole story is known already. */
export type PastTicket = {
  subject: string;
  requesterId: number;
  assigneeId: number | null;
  category: string | null;
  urgency: Urgency;
  openedAt: number;
  question: Written;
  /** After the question; in any order. */
  messages: readonly PastMessage[];
  resolvedAt: number | null;
  label: { label: Label; articleId: number | null; article: string | null } | null;
  queueId?: number;
  tags?: readonly string[];
  answers?: readonly Answer[];
};

export type Moment = { event: TicketEvent; at: number; by: number | null; message?: PastMessage };

/** Its story as the same events a ticket of our own would have had, oldest first. */
export function storyOf(past: PastTicket): Moment[] {
  const { requesterId, openedAt, urgency, category } = past;
  const question: PastMessage = { authorId: requesterId, kind: "public", message: past.question, sentAt: openedAt };
  const opening: Moment = {
    event: { kind: "opened", data: { urgency, category, ...placed(past) } },
    at: openedAt,
    by: requesterId,
    message: question,
  };
  const later = laterMoments(requesterId, past.messages, past, openedAt);
  return [opening, ...sortedIn(past, later[0]?.at ?? openedAt), ...later];
}

const placed = ({ queueId, answers = [] }: PastTicket) => ({
  ...(queueId === undefined ? {} : { queue: queueId }),
  ...(answers.length === 0 ? {} : { answers: [...answers] }),
});

/** Who took it, and the tags it got from them. */
function sortedIn({ assigneeId, tags = [] }: PastTicket, at: number): Moment[] {
  const events: TicketEvent[] = [
    ...(assigneeId === null ? [] : [{ kind: "assigned" as const, data: { from: null, to: assigneeId } }]),
    ...(tags.length === 0 ? [] : [{ kind: "tagged" as const, data: { added: [...tags], removed: [] } }]),
  ];
  return events.map((event) => ({ event, at, by: assigneeId }));
}

/** Ends what happened elsewhere. */
export const broughtAt = (at: number): Moment => ({ event: { kind: "brought", data: {} }, at, by: null });

type Ending = Pick<PastTicket, "resolvedAt" | "label" | "assigneeId">;

/** What was said after a moment, and how it ended. Nothing happens before what it follows. */
export function laterMoments(
  requesterId: number,
  messages: readonly PastMessage[],
  { resolvedAt, label, assigneeId }: Ending,
  since: number,
): Moment[] {
  const said = [...messages]
    .sort((one, other) => one.sentAt - other.sentAt)
    .map((message) => ({
      event: meaningOf(message, requesterId),
      at: Math.max(since, message.sentAt),
      by: message.authorId,
      message,
    }));
  if (resolvedAt === null) return said;
  const event: TicketEvent = {
    kind: "resolved",
    data: { label: label?.label ?? null, article: label?.article ?? null },
  };
  // A thank-you after the end opened nothing again on the other desk, and does not here.
  return [
    ...said.map((one) => (one.event.kind === "asked" && one.at > resolvedAt ? { ...one, event: THANKS } : one)),
    { event, at: Math.max(since, resolvedAt), by: assigneeId },
  ].sort((one, other) => one.at - other.at);
}

const THANKS: TicketEvent = { kind: "thanked", data: {} };

function meaningOf({ kind, authorId, waits = false }: PastMessage, requesterId: number): TicketEvent {
  if (kind === "note") return { kind: "noted", data: {} };
  return authorId === requesterId ? { kind: "asked", data: {} } : { kind: "answered", data: { waits } };
}

/** The state after these moments. */
export const stateAfter = (moments: readonly Moment[], before: State = BEFORE): State =>
  moments.reduce((state, { event, at }) => after(state, event, at), before);
