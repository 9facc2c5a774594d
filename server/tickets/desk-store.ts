import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Range } from "./desk-place.ts";
import { COUNTING, driverOf, LIMITS, listsOf, type Reach, reachOf } from "./desk-reach-store.ts";
import type { Span } from "./desk-spans.ts";
import { type Eyes, seenBy } from "./seeing-store.ts";
import type { Label, Status, Urgency } from "./ticket.ts";

export type Key = { place: number; id: number };

export type DeskQuery = {
  eyes: Eyes;
  range: Range;
  status: Status | null;
  onlyUnanswered: boolean;
  /** Undefined: anybody's. Null: nobody's. */
  assignee: number | null | undefined;
  /** Undefined: any. Null: none. */
  category: string | null | undefined;
  tag: string | null;
  /** Null: any. */
  queue: number | { ofPerson: number } | null;
  urgency: Urgency | null;
  requester: string | null;
  team: string | null;
  answer: { fieldId: number; value: string } | null;
  watchedBy: number | null;
  label: Label | null;
  onlyLikely: boolean;
  onlyConfidential: boolean;
  opened: Span | null;
  changed: Span | null;
  /** Undefined: whenever. Null: nothing is due. */
  dueBefore: number | null | undefined;
  after: Key | null;
};

/** One that is walked along by its index, and the same one where it is only asked of what is met on the way. */
const column = <Value>(name: string, isWalked: boolean, isText = false) =>
  isWalked
    ? sql<Value>`${sql.ref(`ticket.${name}`)}`
    : sql<Value>`${sql.ref(`ticket.${name}`)} ${sql.raw(isText ? "|| ''" : "+ 0")}`;

const fromTickets = (db: Database) => db.selectFrom("ticket");

/** The short list is walked first: the engines keep the order of a cross join, or know the sizes. */
const fromShort = (db: Database, short: NonNullable<Reach["short"]>) =>
  db.selectFrom(short.as("short")).crossJoin("ticket").whereRef("ticket.id", "=", "short.id") as unknown as ReturnType<
    typeof fromTickets
  >;

function narrowed(db: Database, query: DeskQuery, { short, upTo }: Reach) {
  const { eyes, range, status, onlyUnanswered, assignee, category, queue, urgency, dueBefore, onlyLikely } = query;
  const by = short ? null : driverOf(query);
  const whose = column<number | null>("assignee_id", by === "assignee");
  const shelf = column<string | null>("category", by === "category", true);
  const lists = listsOf(db, query, true);
  const start = (short ? fromShort(db, short) : fromTickets(db))
    .where("ticket.desk_place", ">=", range.from)
    .where("ticket.desk_place", "<", range.to)
    .where(seenBy(eyes))
    .$if(upTo !== null, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("ticket.desk_place", "ticket.id"), "<=", tuple(upTo?.place ?? 0, upTo?.id ?? 0)),
      ),
    )
    .$if(status !== null, (query) => query.where(column("status", by === "status", true), "=", status as Status))
    .$if(onlyUnanswered, (query) => query.where("ticket.unanswered_since", "is not", null))
    .$if(assignee === null, (query) => query.where(whose, "is", null))
    .$if(typeof assignee === "number", (query) => query.where(whose, "=", assignee as number))
    .$if(category === null, (query) => query.where(shelf, "is", null))
    .$if(typeof category === "string", (query) => query.where(shelf, "=", category as string))
    .$if(typeof queue === "number", (query) => query.where(column("queue_id", by === "queue"), "=", queue as number))
    .$if(typeof queue === "object" && queue !== null, (query) =>
      query.where(column("queue_id", false), "in", worksIn(db, queue as { ofPerson: number })),
    )
    .$if(urgency !== null, (query) => query.where("ticket.urgency", "=", urgency as Urgency))
    .$if(onlyLikely, (query) => query.where("ticket.likely", "is not", null))
    .$if(dueBefore === null, (query) => query.where("ticket.due_at", "is", null))
    .$if(typeof dueBefore === "number", (query) => query.where("ticket.due_at", "<", dueBefore as number));
  const within = lists.reduce((rows, list) => rows.where(isOn(list)), start);
  return query.changed === null ? within : inSpan(within, query.changed);
}

type Rows = ReturnType<typeof fromTickets>;

const inSpan = (rows: Rows, { from, before }: Span): Rows =>
  rows
    .$if(from !== null, (rows) => rows.where(column<number>("updated_at", false), ">=", from as number))
    .$if(before !== null, (rows) => rows.where(column<number>("updated_at", false), "<", before as number));

/**
 * Asked of each ticket on the way. Not as `exists`: PostgreSQL would gather the whole list first and join it, 0.4 s for
 * the 40,000 resolved tickets of a team.
 */
const isOn = (list: ReturnType<typeof listsOf>[number]) =>
  sql<boolean>`(select 1 from ${list} as listed where listed.id = ticket.id limit 1) is not null`;

const worksIn = (db: Database, { ofPerson }: { ofPerson: number }) =>
  db.selectFrom("queue_member").select("queue_member.queue_id").where("queue_member.person_id", "=", ofPerson);

/** How many there are, as far as it is worth knowing, and whether there may be more. */
export async function countRows(db: Database, query: DeskQuery, limit: number) {
  const reach = await reachOf(db, query, COUNTING);
  const { length } = await narrowed(db, query, reach).select("ticket.id").limit(limit).execute();
  return { count: length, isMore: length === limit || reach.upTo !== null };
}

/** One page of the desk. Where it came to the end of what a page looks at, it says how far that was. */
export async function deskRows(db: Database, query: DeskQuery, limit: number, limits = LIMITS) {
  const reach = await reachOf(db, query, limits);
  const rows = await rowsWithin(db, query, reach, limit);
  return { rows, lookedUpTo: rows.length < limit ? reach.upTo : null };
}

export type FoundRow = Awaited<ReturnType<typeof rowsWithin>>[number];

const rowsWithin = (db: Database, query: DeskQuery, reach: Reach, limit: number) =>
  narrowed(db, query, reach)
    .innerJoin("person as requester", "requester.id", "ticket.requester_id")
    .leftJoin("person as assignee", "assignee.id", "ticket.assignee_id")
    .select([
      "ticket.id",
      "ticket.number",
      "ticket.subject",
      "ticket.status",
      "ticket.urgency",
      "ticket.category",
      "ticket.desk_place as place",
      "ticket.due_at as dueAt",
      "ticket.unanswered_since as unansweredSince",
      "ticket.updated_at as updatedAt",
      "ticket.insiders",
      "ticket.likely",
      "ticket.spam_at as spamAt",
      "requester.name as requester",
      "requester.team",
      "assignee.name as assignee",
    ])
    .$if(query.after !== null, (rows) =>
      rows.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("ticket.desk_place", "ticket.id"), ">", tuple(query.after?.place ?? 0, query.after?.id ?? 0)),
      ),
    )
    .orderBy("ticket.desk_place")
    .orderBy("ticket.id")
    .limit(limit)
    .execute();
