import type { Database } from "#server/platform/database/database.ts";
import { type Eyes, seenBy } from "./seeing-store.ts";

export type Exported = {
  eyes: Eyes;
  /** Only what this person asked. */
  requesterId: number | null;
  /** Only what lies in these queues. */
  queues: readonly number[] | null;
};

/** So many tickets after this one, in the order of their numbers. Spam is no ticket. */
export const ticketsAfter = (db: Database, { eyes, requesterId, queues }: Exported, after: number, limit: number) =>
  db
    .selectFrom("ticket")
    .innerJoin("person as requester", "requester.id", "ticket.requester_id")
    .innerJoin("queue", "queue.id", "ticket.queue_id")
    .leftJoin("person as assignee", "assignee.id", "ticket.assignee_id")
    .select([
      "ticket.id",
      "ticket.number",
      "ticket.subject",
      "ticket.status",
      "ticket.urgency",
      "ticket.category",
      "ticket.insiders",
      "ticket.opened_at as openedAt",
      "ticket.first_reply_at as firstReplyAt",
      "ticket.resolved_at as resolvedAt",
      "queue.name as queue",
      "requester.name as requester",
      "requester.team",
      "assignee.name as assignee",
    ])
    .where("ticket.id", ">", after)
    .where("ticket.spam_at", "is", null)
    .where(seenBy(eyes))
    .$if(requesterId !== null, (query) => query.where("ticket.requester_id", "=", requesterId))
    .$if(queues !== null, (query) => query.where("ticket.queue_id", "in", queues ?? []))
    .orderBy("ticket.id")
    .limit(limit)
    .execute();
