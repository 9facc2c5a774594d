import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import { type Eyes, seenBy } from "./seeing-store.ts";
import type { Before } from "./store.ts";

/** What somebody asked and may be seen, what moved last first: along the index that knows whose it is. */
export const askedBy = (db: Database, personId: number, eyes: Eyes, before: Before, limit: number) =>
  db
    .selectFrom("ticket")
    .leftJoin("person as assignee", "assignee.id", "ticket.assignee_id")
    .select([
      "ticket.id",
      "ticket.number",
      "ticket.subject",
      "ticket.status",
      "ticket.spam_at as spamAt",
      "ticket.updated_at as updatedAt",
      "assignee.name as assignee",
    ])
    .where("ticket.requester_id", "=", personId)
    .where(({ eb, refTuple, tuple }) =>
      eb(refTuple("ticket.updated_at", "ticket.id"), "<", tuple(before.at, before.id)),
    )
    .where(seenBy(eyes))
    .orderBy("ticket.updated_at", "desc")
    .orderBy("ticket.id", "desc")
    .limit(limit)
    .execute();

/** How many of what each of them asked is open and may not be seen. */
export const hiddenOf = async (db: Database, people: readonly number[], eyes: Eyes): Promise<Map<number, number>> => {
  const rows = await db
    .selectFrom("ticket")
    .select((select) => ["ticket.requester_id as personId", select.fn.countAll<number>().as("count")])
    .where("ticket.insiders", "is not", null)
    .where("ticket.requester_id", "in", people)
    // What is confidential is far less than what is open, but SQLite would walk along that.
    .where(sql<boolean>`ticket.resolved_at + 0 is null`)
    .where("ticket.status", "<>", "merged")
    .where("ticket.spam_at", "is", null)
    .where(sql<boolean>`${seenBy(eyes)} is not true`)
    .groupBy("ticket.requester_id")
    .execute();
  return new Map(rows.map(({ personId, count }) => [personId, Number(count)]));
};

export const inTeam = (db: Database, team: string, limit: number) =>
  db
    .selectFrom("person")
    .select(["id", "name"])
    .where("team", "=", team)
    .where("disabled_at", "is", null)
    .orderBy("name")
    .orderBy("id")
    .limit(limit)
    .execute();

/** What somebody did since then, newest first, on tickets they may see. */
export const deedsOf = (db: Database, personId: number, eyes: Eyes, since: number, limit: number) =>
  db
    .selectFrom("ticket_event")
    .innerJoin("ticket", "ticket.id", "ticket_event.ticket_id")
    .select(["ticket_event.kind", "ticket_event.data", "ticket_event.at", "ticket.number", "ticket.subject"])
    .where("ticket_event.person_id", "=", personId)
    .where("ticket_event.at", ">=", since)
    .where(seenBy(eyes))
    .orderBy("ticket_event.at", "desc")
    .orderBy("ticket_event.ticket_id", "desc")
    .orderBy("ticket_event.seq", "desc")
    .limit(limit)
    .execute();
