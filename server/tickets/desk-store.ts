import type { Database } from "#server/platform/database/database.ts";
import type { Range } from "./desk-place.ts";
import type { Status } from "./ticket.ts";

export type Key = { place: number; id: number };

export type DeskQuery = {
  range: Range;
  status: Status | null;
  onlyUnanswered: boolean;
  /** Undefined: anybody's. Null: nobody's. */
  assignee: number | null | undefined;
  category: string | null;
  tag: string | null;
  after: Key | null;
};

const narrowed = (db: Database, { range, status, onlyUnanswered, assignee, category, tag }: DeskQuery) =>
  db
    .selectFrom("ticket")
    .where("ticket.desk_place", ">=", range.from)
    .where("ticket.desk_place", "<", range.to)
    .$if(status !== null, (query) => query.where("ticket.status", "=", status as Status))
    .$if(onlyUnanswered, (query) => query.where("ticket.unanswered_since", "is not", null))
    .$if(assignee === null, (query) => query.where("ticket.assignee_id", "is", null))
    .$if(typeof assignee === "number", (query) => query.where("ticket.assignee_id", "=", assignee as number))
    .$if(category !== null, (query) => query.where("ticket.category", "=", category))
    .$if(tag !== null, (query) =>
      query.where(({ exists, selectFrom }) =>
        exists(
          selectFrom("ticket_tag")
            .select("ticket_tag.tag")
            .whereRef("ticket_tag.ticket_id", "=", "ticket.id")
            .where("ticket_tag.tag", "=", tag as string),
        ),
      ),
    );

/** How many there are, as far as it is worth knowing. */
export const countRows = async (db: Database, query: DeskQuery, limit: number): Promise<number> =>
  (await narrowed(db, query).select("ticket.id").limit(limit).execute()).length;

/** One page of the desk: a range of one index, whatever it is narrowed by. */
export const deskRows = (db: Database, query: DeskQuery, limit: number) =>
  narrowed(db, query)
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
