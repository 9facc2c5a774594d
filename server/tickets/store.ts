import type { Generated } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import { deskPlace } from "./desk-place.ts";
import { type Eyes, seenBy } from "./seeing-store.ts";
import type { State, Status, Ticket, Urgency } from "./ticket.ts";

export type Origin = "portal" | "import" | "seed";

type TicketTable = {
  id: Id;
  number: number;
  subject: string;
  status: Status;
  urgency: Urgency;
  category: string | null;
  queue_id: Generated<number>;
  requester_id: number;
  assignee_id: number | null;
  opened_at: number;
  updated_at: number;
  unanswered_since: number | null;
  first_reply_at: number | null;
  resolved_at: number | null;
  wake_at: Generated<number | null>;
  desk_place: number;
  due_at: Generated<number | null>;
  clocks_book: Generated<string>;
  messages: number;
  public_messages: number;
  insiders: string | null;
  participants: Generated<string | null>;
  likely: Generated<string | null>;
  likely_at: Generated<number>;
  spam_at: number | null;
  held_at: number | null;
  origin: Origin;
  seq: number;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ticket: TicketTable;
  }
}

export const TICKET = [
  "ticket.id",
  "ticket.number",
  "ticket.subject",
  "ticket.status",
  "ticket.urgency",
  "ticket.category",
  "ticket.queue_id as queueId",
  "ticket.requester_id as requesterId",
  "ticket.assignee_id as assigneeId",
  "ticket.opened_at as openedAt",
  "ticket.updated_at as updatedAt",
  "ticket.unanswered_since as unansweredSince",
  "ticket.first_reply_at as firstReplyAt",
  "ticket.resolved_at as resolvedAt",
  "ticket.wake_at as wakeAt",
  "ticket.messages",
  "ticket.public_messages as publicMessages",
  "ticket.insiders",
  "ticket.participants",
  "ticket.spam_at as spamAt",
  "ticket.held_at as heldAt",
  "ticket.seq",
] as const;

export const ticketByNumber = (db: Database, number: number, eyes: Eyes) =>
  db
    .selectFrom("ticket")
    .innerJoin("person as requester", "requester.id", "ticket.requester_id")
    .leftJoin("person as assignee", "assignee.id", "ticket.assignee_id")
    .leftJoin("category", "category.slug", "ticket.category")
    .leftJoin("queue", "queue.id", "ticket.queue_id")
    .select([
      ...TICKET,
      "requester.name as requesterName",
      "requester.team as requesterTeam",
      "assignee.name as assigneeName",
      "category.title as categoryTitle",
      "queue.name as queueName",
    ])
    .where("ticket.number", "=", number)
    .where(seenBy(eyes))
    .executeTakeFirst();

export const ticketById = (db: Database, id: number): Promise<Ticket | undefined> =>
  db.selectFrom("ticket").select(TICKET).where("id", "=", id).executeTakeFirst();

/** The first statement of every change: whoever else wants to change this ticket waits here until we are done. */
export const lockTicket = (db: Database, number: number, eyes: Eyes): Promise<Ticket | undefined> =>
  db
    .updateTable("ticket")
    .set((set) => ({ seq: set("seq", "+", 1) }))
    .where("number", "=", number)
    .where(seenBy(eyes))
    .returning(TICKET)
    .executeTakeFirst();

export const lockTicketById = (db: Database, id: number): Promise<Ticket | undefined> =>
  db
    .updateTable("ticket")
    .set((set) => ({ seq: set("seq", "+", 1) }))
    .where("id", "=", id)
    .returning(TICKET)
    .executeTakeFirst();

/** The lock counted an event; there was none. */
export const giveBack = (db: Database, id: number) =>
  db
    .updateTable("ticket")
    .set((set) => ({ seq: set("seq", "-", 1) }))
    .where("id", "=", id)
    .execute();

/** When its first running clock is due, and by which versions its clocks were derived. */
type Clocks = { dueAt: number | null; bookKey: string };
const NO_CLOCKS: Clocks = { dueAt: null, bookKey: "" };

export const columns = (state: State, { dueAt, bookKey } = NO_CLOCKS) => ({
  status: state.status,
  urgency: state.urgency,
  category: state.category,
  queue_id: state.queueId,
  assignee_id: state.assigneeId,
  opened_at: state.openedAt,
  updated_at: state.updatedAt,
  unanswered_since: state.unansweredSince,
  first_reply_at: state.firstReplyAt,
  resolved_at: state.resolvedAt,
  wake_at: state.wakeAt,
  desk_place: deskPlace(state, dueAt),
  due_at: dueAt,
  clocks_book: bookKey,
  messages: state.messages,
  public_messages: state.publicMessages,
  insiders: state.insiders,
  participants: state.participants,
  spam_at: state.spamAt,
  held_at: state.heldAt,
});

export const saveTicket = (db: Database, id: number, state: State, clocks: Clocks = NO_CLOCKS) =>
  db.updateTable("ticket").set(columns(state, clocks)).where("id", "=", id).execute();

export const addTicket = (
  db: Database,
  fixed: Pick<TicketTable, "number" | "subject" | "requester_id" | "origin">,
  state: State,
) =>
  db
    .insertInto("ticket")
    .values({ ...fixed, ...columns(state), seq: 1 })
    .returning("id")
    .executeTakeFirstOrThrow();

export type Before = { at: number; id: number };

/** What they asked, what moved last first; `onlyOpen` leaves out what is resolved. */
export const ticketsOf = (db: Database, requesterId: number, before: Before, limit: number, onlyOpen = false) =>
  db
    .selectFrom("ticket")
    .leftJoin("person as assignee", "assignee.id", "ticket.assignee_id")
    .select([...TICKET, "assignee.name as assigneeName"])
    .where("ticket.requester_id", "=", requesterId)
    .$if(onlyOpen, (query) => query.where("ticket.resolved_at", "is", null).where("ticket.spam_at", "is", null))
    .where(({ eb, refTuple, tuple }) =>
      eb(refTuple("ticket.updated_at", "ticket.id"), "<", tuple(before.at, before.id)),
    )
    .orderBy("ticket.updated_at", "desc")
    .orderBy("ticket.id", "desc")
    .limit(limit)
    .execute();
