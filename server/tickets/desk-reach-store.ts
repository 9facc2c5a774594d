import { type RawBuilder, sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Span } from "./desk-spans.ts";
import type { DeskQuery, Key } from "./desk-store.ts";
import type { Label } from "./ticket.ts";

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
  if (category !== undefined) return "category";
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

/** `isAsked`: of each ticket met on the way, rather than walked through from its beginning. */
export function listsOf(db: Database, query: DeskQuery, isAsked = false) {
  const { tag, answer, watchedBy, requester, team, label, onlyConfidential, opened } = query;
  const ids = db.selectFrom("ticket_tag").select("ticket_tag.ticket_id as id");
  return [
    ...(tag === null ? [] : [ids.where("ticket_tag.tag", "=", tag)]),
    ...(answer === null ? [] : [answersLike(db, answer)]),
    ...(watchedBy === null ? [] : [watched(db, watchedBy)]),
    ...(requester === null ? [] : [askedBy(db, named(requester), isAsked)]),
    ...(team === null ? [] : [askedBy(db, sql<boolean>`lower(person.team) = lower(${team})`, isAsked)]),
    ...(onlyConfidential ? [confidential(db)] : []),
    ...(label === null ? [] : [labelled(db, label)]),
    ...(opened === null ? [] : [askedIn(db, opened)]),
  ] as (typeof ids)[];
}

const answersLike = (db: Database, { fieldId, value }: { fieldId: number; value: string }) =>
  db
    .selectFrom("ticket_answer")
    .select("ticket_answer.ticket_id as id")
    .where("ticket_answer.field_id", "=", fieldId)
    // The engine makes both small: they differ in what they take for a capital.
    .where(sql<boolean>`lower(ticket_answer.value) = lower(${value})`);

const watched = (db: Database, personId: number) =>
  db
    .selectFrom("ticket_watcher")
    .select("ticket_watcher.ticket_id as id")
    .where("ticket_watcher.person_id", "=", personId);

/** Asked of each ticket, the people are gathered once: PostgreSQL looked through all of them for each of 600 tickets. */
const askedBy = (db: Database, whom: RawBuilder<boolean>, isAsked: boolean) => {
  const people = db.selectFrom("person").select("person.id").where(whom);
  const asked = db.selectFrom("ticket as asked").select("asked.id");
  return isAsked
    ? asked.where(sql<boolean>`(asked.requester_id in ${people}) is true`)
    : asked.where("asked.requester_id", "in", people);
};

/** A whole address is one person; anything else is part of a name or an address. */
const named = (words: string): RawBuilder<boolean> =>
  words.includes("@") && !words.includes(" ")
    ? sql`person.email = ${words.toLowerCase()}`
    : sql`(lower(person.name) like ${anywhere(words)} escape '\\' or person.email like ${anywhere(words)} escape '\\')`;

const anywhere = (words: string) => `%${words.toLowerCase().replace(/[%_\\]/g, "\\$&")}%`;

const confidential = (db: Database) =>
  db.selectFrom("ticket as sealed").select("sealed.id").where("insiders", "is not", null);

/** A day long ago is a short list, and would be far down the desk. */
const askedIn = (db: Database, { from, before }: Span) =>
  db
    .selectFrom("ticket as dated")
    .select("dated.id")
    .$if(from !== null, (rows) => rows.where("dated.opened_at", ">=", from as number))
    .$if(before !== null, (rows) => rows.where("dated.opened_at", "<", before as number));

const labelled = (db: Database, label: Label) =>
  db.selectFrom("ticket_label").select("ticket_label.ticket_id as id").where("ticket_label.label", "=", label);

function isOneIndex(query: DeskQuery): boolean {
  const { assignee, category, queue, status, onlyLikely, onlyConfidential, dueBefore } = query;
  const walked = [assignee !== undefined, category !== undefined, queue !== null, status !== null];
  const { tag, urgency, requester, team, answer, watchedBy, label, opened, changed } = query;
  const asked = [tag, urgency, requester, team, answer, watchedBy, label, opened, changed];
  const isMine = typeof queue === "object" && queue !== null;
  const isPlain = asked.every((one) => one === null) && !onlyLikely && !onlyConfidential && dueBefore === undefined;
  return walked.filter(Boolean).length <= 1 && isPlain && !isMine;
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
    .$if(by === "category" && category === null, (rows) => rows.where("category", "is", null))
    .$if(by === "category" && typeof category === "string", (rows) => rows.where("category", "=", category as string))
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
