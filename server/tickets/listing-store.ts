import type { Database } from "#server/platform/database/database.ts";
import { type Eyes, seenBy } from "./seeing-store.ts";
import { TICKET } from "./store.ts";
import type { Status } from "./ticket.ts";

/** Newest first, before a number. What was thrown out as spam is in no list. */
export const ticketsBefore = (db: Database, eyes: Eyes, before: number, status: Status | null, limit: number) =>
  db
    .selectFrom("ticket")
    .innerJoin("person as requester", "requester.id", "ticket.requester_id")
    .leftJoin("person as assignee", "assignee.id", "ticket.assignee_id")
    .select([...TICKET, "requester.name as requesterName", "assignee.name as assigneeName"])
    .where("ticket.number", "<", before)
    .where("ticket.spam_at", "is", null)
    .where(seenBy(eyes))
    .$if(status !== null, (query) => query.where("ticket.status", "=", status as Status))
    .orderBy("ticket.number", "desc")
    .limit(limit)
    .execute();
