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
  after: Key | null;
};

/** One page of the desk: a range of one index, whatever it is narrowed by. */
export const deskRows = (
  db: Database,
  { range, status, onlyUnanswered, assignee, category, after }: DeskQuery,
  limit: number,
) =>
  db
    .selectFrom("ticket")
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
    .where("ticket.desk_place", ">=", range.from)
    .where("ticket.desk_place", "<", range.to)
    .$if(status !== null, (query) => query.where("ticket.status", "=", status as Status))
    .$if(onlyUnanswered, (query) => query.where("ticket.unanswered_since", "is not", null))
    .$if(assignee === null, (query) => query.where("ticket.assignee_id", "is", null))
    .$if(typeof assignee === "number", (query) => query.where("ticket.assignee_id", "=", assignee as number))
    .$if(category !== null, (query) => query.where("ticket.category", "=", category))
    .$if(after !== null, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("ticket.desk_place", "ticket.id"), ">", tuple(after?.place ?? 0, after?.id ?? 0)),
      ),
    )
    .orderBy("ticket.desk_place")
    .orderBy("ticket.id")
    .limit(limit)
    .execute();
