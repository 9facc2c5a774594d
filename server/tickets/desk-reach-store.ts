import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { DeskQuery, Key } from "./desk-store.ts";

export type Limits = {
  /** A list of its own, such as that of a tag, may be walked through whole as long as it is no longer. */
  short: number;
  /** No page looks at more tickets than these to find those it shows. The next page looks further. */
  lookedAt: number;
};
/** A ticket looked at costs about a microsecond: a page may take a millisecond longer than one that finds at once. */
export const LIMITS: Limits = { short: 400, lookedAt: 600 };
export const COUNTING: Limits = { short: 200, lookedAt: 400 };

/** Where a list begins to look and where it ends, so that a page costs the same however many tickets there are. */
export type Reach = { short: ReturnType<typeof listsOf>[number] | null; upTo: Key | null };

/** The filter whose index is walked along; the others are asked of each ticket met on the way. */
export type Driver = "assignee" | "category" | "queue" | "status" | null;

export function driverOf({ assignee, category, queue, status }: DeskQuery): Driver {
  if (assignee !== undefined) return "assignee";
  if (category !== null) return "category";
  if (typeof queue === "number") return "queue";
  return status === null ? null : "status";
}

/** A short list of its own comes first; where one index holds the whole answer nothing has to be looked at in vain. */
export async function reachOf(db: Database, query: DeskQuery, { short, lookedAt }: Limits): Promise<Reach> {
  for (const list of listsOf(db, query))
    if ((await lengthOf(db, list.limit(short + 1))) <= short) return { short: list, upTo: null };
  return { short: null, upTo: isOneIndex(query) ? null : await endOfLook(db, query, lookedAt) };
}

const lengthOf = async (db: Database, list: ReturnType<typeof listsOf>[number]): Promise<number> => {
  const { length } = await db
    .selectFrom(list.as("listed"))
    .select(({ fn }) => fn.countAll<number>().as("length"))
    .executeTakeFirstOrThrow();
  return Number(length);
};

export function listsOf(db: Database, { tag, answer, watchedBy, team }: DeskQuery) {
  const ids = db.selectFrom("ticket_tag").select("ticket_tag.ticket_id as id");
  return [
    ...(tag === null ? [] : [ids.where("ticket_tag.tag", "=", tag)]),
    ...(answer === null ? [] : [answersLike(db, answer)]),
    ...(watchedBy === null ? [] : [watched(db, watchedBy)]),
    ...(team === null ? [] : [askedBy(db, team)]),
  ] as (typeof ids)[];
}

const answersLike = (db: Database, { fieldId, value }: { fieldId: number; value: string }) =>
  db
    .selectFrom("ticket_answer")
    .select("ticket_answer.ticket_id as id")
    .where("ticket_answer.field_id", "=", fieldId)
    .where(sql`lower(ticket_answer.value)`, "=", value.toLowerCase());

const watched = (db: Database, personId: number) =>
  db
    .selectFrom("ticket_watcher")
    .select("ticket_watcher.ticket_id as id")
    .where("ticket_watcher.person_id", "=", personId);

const askedBy = (db: Database, team: string) =>
  db
    .selectFrom("ticket as asked")
    .select("asked.id")
    .where("asked.requester_id", "in", (one) =>
      one.selectFrom("person").select("person.id").where(sql`lower(person.team)`, "=", team.toLowerCase()),
    );

function isOneIndex(query: DeskQuery): boolean {
  const { assignee, category, queue, status, tag, urgency, team, answer, watchedBy, onlyLikely, dueBefore } = query;
  const walked = [assignee !== undefined, category !== null, queue !== null, status !== null].filter(Boolean).length;
  const isAsked = [tag, urgency, team, answer, watchedBy].some((one) => one !== null);
  const isMine = typeof queue === "object" && queue !== null;
  return walked <= 1 && !isAsked && !isMine && !onlyLikely && dueBefore === undefined;
}

async function endOfLook(db: Database, query: DeskQuery, lookedAt: number): Promise<Key | null> {
  const { range, after, assignee, category, queue, status } = query;
  const by = driverOf(query);
  const last = await db
    .selectFrom("ticket")
    .select(["desk_place as place", "id"])
    .where("desk_place", ">=", range.from)
    .where("desk_place", "<", range.to)
    .$if(by === "assignee" && assignee === null, (rows) => rows.where("assignee_id", "is", null))
    .$if(by === "assignee" && typeof assignee === "number", (rows) =>
      rows.where("assignee_id", "=", assignee as number),
    )
    .$if(by === "category", (rows) => rows.where("category", "=", category))
    .$if(by === "queue", (rows) => rows.where("queue_id", "=", queue as number))
    .$if(by === "status", (rows) => rows.where("status", "=", status as NonNullable<typeof status>))
    .$if(after !== null, (rows) =>
      rows.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("desk_place", "id"), ">", tuple(after?.place ?? 0, after?.id ?? 0)),
      ),
    )
    .orderBy("desk_place")
    .orderBy("id")
    // Along one index and no further than that: less than 0.1 ms, whatever the number of tickets.
    .offset(lookedAt - 1)
    .limit(1)
    .executeTakeFirst();
  return last ?? null;
}
