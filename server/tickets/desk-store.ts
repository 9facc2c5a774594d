import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Range } from "./desk-place.ts";
import { type Eyes, seenBy } from "./seeing-store.ts";
import type { Status, Urgency } from "./ticket.ts";

export type Key = { place: number; id: number };

export type DeskQuery = {
  eyes: Eyes;
  range: Range;
  status: Status | null;
  onlyUnanswered: boolean;
  /** Undefined: anybody's. Null: nobody's. */
  assignee: number | null | undefined;
  category: string | null;
  tag: string | null;
  /** Null: any. */
  queue: number | { ofPerson: number } | null;
  urgency: Urgency | null;
  team: string | null;
  answer: { fieldId: number; value: string } | null;
  watchedBy: number | null;
  onlyLikely: boolean;
  /** Undefined: whenever. Null: nothing is due. */
  dueBefore: number | null | undefined;
  after: Key | null;
};

function narrowed(db: Database, query: DeskQuery) {
  const { eyes, range, status, onlyUnanswered, assignee, category, tag, queue, urgency, dueBefore } = query;
  const { team, answer, watchedBy, onlyLikely } = query;
  return db
    .selectFrom("ticket")
    .where("ticket.desk_place", ">=", range.from)
    .where("ticket.desk_place", "<", range.to)
    .where(seenBy(eyes))
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
    )
    .$if(typeof queue === "number", (query) => query.where("ticket.queue_id", "=", queue as number))
    .$if(typeof queue === "object" && queue !== null, (query) =>
      query.where("ticket.queue_id", "in", worksIn(db, queue as { ofPerson: number })),
    )
    .$if(urgency !== null, (query) => query.where("ticket.urgency", "=", urgency as Urgency))
    .$if(onlyLikely, (query) => query.where("ticket.likely", "is not", null))
    .$if(team !== null, (query) => query.where("ticket.requester_id", "in", peopleOf(db, team as string)))
    .$if(watchedBy !== null, (query) =>
      query.where(({ exists, selectFrom }) =>
        exists(
          selectFrom("ticket_watcher")
            .select("ticket_watcher.person_id")
            .whereRef("ticket_watcher.ticket_id", "=", "ticket.id")
            .where("ticket_watcher.person_id", "=", watchedBy as number),
        ),
      ),
    )
    .$if(answer !== null, (query) =>
      query.where(({ exists, selectFrom }) =>
        exists(
          selectFrom("ticket_answer")
            .select("ticket_answer.field_id")
            .whereRef("ticket_answer.ticket_id", "=", "ticket.id")
            .where("ticket_answer.field_id", "=", answer?.fieldId as number)
            .where(sql`lower(ticket_answer.value)`, "=", (answer?.value ?? "").toLowerCase()),
        ),
      ),
    )
    .$if(dueBefore === null, (query) => query.where("ticket.due_at", "is", null))
    .$if(typeof dueBefore === "number", (query) => query.where("ticket.due_at", "<", dueBefore as number));
}

const peopleOf = (db: Database, team: string) =>
  db.selectFrom("person").select("person.id").where(sql`lower(person.team)`, "=", team.toLowerCase());

const worksIn = (db: Database, { ofPerson }: { ofPerson: number }) =>
  db.selectFrom("queue_member").select("queue_member.queue_id").where("queue_member.person_id", "=", ofPerson);

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
      "ticket.insiders",
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
