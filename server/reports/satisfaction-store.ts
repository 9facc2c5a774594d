import type { Database } from "#server/platform/database/database.ts";

export type Counted = {
  queue: string;
  asked: number;
  answered: number;
  /** Good and very good. */
  satisfied: number;
  sum: number;
};

/** By queue; who answered the question is nowhere selected. */
export const ratingsBetween = async (db: Database, from: number, to: number): Promise<Counted[]> => {
  const rows = await db
    .selectFrom("ticket_rating as rating")
    .innerJoin("ticket", "ticket.id", "rating.ticket_id")
    .innerJoin("queue", "queue.id", "ticket.queue_id")
    .select((select) => [
      "queue.name as queue",
      select.fn.countAll<number>().as("asked"),
      select.fn.count<number>("rating.score").as("answered"),
      select.fn.coalesce(select.fn.sum<number>("rating.score"), select.lit(0)).as("sum"),
      select.fn.sum<number>(select.case().when("rating.score", ">=", 4).then(1).else(0).end()).as("satisfied"),
    ])
    .where("rating.asked_at", ">=", from)
    .where("rating.asked_at", "<", to)
    .where("ticket.spam_at", "is", null)
    .groupBy("queue.name")
    .orderBy("queue.name")
    .execute();
  return rows.map(({ queue, asked, answered, sum, satisfied }) => ({
    ...{ queue, asked: Number(asked), answered: Number(answered), sum: Number(sum), satisfied: Number(satisfied) },
  }));
};

/** What was said besides, newest first; nothing of confidential tickets, and no ticket's number. */
export const commentsBetween = (db: Database, from: number, to: number, limit: number) =>
  db
    .selectFrom("ticket_rating as rating")
    .innerJoin("ticket", "ticket.id", "rating.ticket_id")
    .innerJoin("queue", "queue.id", "ticket.queue_id")
    .select(["queue.name as queue", "rating.score", "rating.comment", "rating.asked_at as askedAt"])
    .where("rating.asked_at", ">=", from)
    .where("rating.asked_at", "<", to)
    .where("rating.comment", "!=", "")
    .where("ticket.insiders", "is", null)
    .where("ticket.spam_at", "is", null)
    .orderBy("rating.asked_at", "desc")
    .limit(limit)
    .execute();
