import type { Generated } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import { deskPlace } from "./desk-place.ts";
import type { Label, State, Status, Ticket, Urgency } from "./ticket.ts";

export type Origin = "portal" | "import" | "seed";

type TicketTable = {
  id: Id;
  number: number;
  subject: string;
  status: Status;
  urgency: Urgency;
  category: string | null;
  requester_id: number;
  assignee_id: number | null;
  opened_at: number;
  updated_at: number;
  unanswered_since: number | null;
  first_reply_at: number | null;
  resolved_at: number | null;
  desk_place: number;
  due_at: Generated<number | null>;
  clocks_book: Generated<string>;
  messages: number;
  public_messages: number;
  origin: Origin;
  seq: number;
};
type LabelTable = {
  ticket_id: number;
  label: Label;
  article_id: number | null;
  labelled_by: number | null;
  labelled_at: number;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ticket: TicketTable;
    ticket_label: LabelTable;
  }
}

export const TICKET = [
  "ticket.id",
  "ticket.number",
  "ticket.subject",
  "ticket.status",
  "ticket.urgency",
  "ticket.category",
  "ticket.requester_id as requesterId",
  "ticket.assignee_id as assigneeId",
  "ticket.opened_at as openedAt",
  "ticket.updated_at as updatedAt",
  "ticket.unanswered_since as unansweredSince",
  "ticket.first_reply_at as firstReplyAt",
  "ticket.resolved_at as resolvedAt",
  "ticket.messages",
  "ticket.public_messages as publicMessages",
  "ticket.seq",
] as const;

/** Null: anybody's. Else only this requester's, so that what may not be seen is never fetched. */
export type Owner = number | null;

export const ticketByNumber = (db: Database, number: number, owner: Owner) =>
  db
    .selectFrom("ticket")
    .innerJoin("person as requester", "requester.id", "ticket.requester_id")
    .leftJoin("person as assignee", "assignee.id", "ticket.assignee_id")
    .leftJoin("category", "category.slug", "ticket.category")
    .select([
      ...TICKET,
      "requester.name as requesterName",
      "requester.team as requesterTeam",
      "assignee.name as assigneeName",
      "category.title as categoryTitle",
    ])
    .where("ticket.number", "=", number)
    .$if(owner !== null, (query) => query.where("ticket.requester_id", "=", owner))
    .executeTakeFirst();

export const ticketById = (db: Database, id: number): Promise<Ticket | undefined> =>
  db.selectFrom("ticket").select(TICKET).where("id", "=", id).executeTakeFirst();

/** The first statement of every change: whoever else wants to change this ticket waits here until we are done. */
export const lockTicket = (db: Database, number: number, owner: Owner): Promise<Ticket | undefined> =>
  db
    .updateTable("ticket")
    .set((set) => ({ seq: set("seq", "+", 1) }))
    .where("number", "=", number)
    .$if(owner !== null, (query) => query.where("requester_id", "=", owner))
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
  assignee_id: state.assigneeId,
  opened_at: state.openedAt,
  updated_at: state.updatedAt,
  unanswered_since: state.unansweredSince,
  first_reply_at: state.firstReplyAt,
  resolved_at: state.resolvedAt,
  desk_place: deskPlace(state, dueAt),
  due_at: dueAt,
  clocks_book: bookKey,
  messages: state.messages,
  public_messages: state.publicMessages,
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
    .$if(onlyOpen, (query) => query.where("ticket.resolved_at", "is", null))
    .where(({ eb, refTuple, tuple }) =>
      eb(refTuple("ticket.updated_at", "ticket.id"), "<", tuple(before.at, before.id)),
    )
    .orderBy("ticket.updated_at", "desc")
    .orderBy("ticket.id", "desc")
    .limit(limit)
    .execute();

export const labelOf = (db: Database, ticketId: number) =>
  db
    .selectFrom("ticket_label")
    .leftJoin("article", "article.id", "ticket_label.article_id")
    .leftJoin("person", "person.id", "ticket_label.labelled_by")
    .select([
      "ticket_label.label",
      "article.slug",
      "article.title",
      "person.name as by",
      "ticket_label.labelled_at as at",
    ])
    .where("ticket_label.ticket_id", "=", ticketId)
    .executeTakeFirst();

export const saveLabel = (db: Database, { ticket_id, ...label }: LabelTable) =>
  db
    .insertInto("ticket_label")
    .values({ ticket_id, ...label })
    .onConflict((one) => one.column("ticket_id").doUpdateSet(label))
    .execute();
