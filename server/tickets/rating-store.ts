import type { Database } from "#server/platform/database/database.ts";

type RatingTable = {
  ticket_id: number;
  /** The number of the event by which it was resolved. */
  cycle: number;
  token_hash: string;
  asked_at: number;
  score: number | null;
  comment: string;
  rated_at: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ticket_rating: RatingTable;
  }
}

export const addRating = (db: Database, rating: Pick<RatingTable, "ticket_id" | "cycle" | "token_hash" | "asked_at">) =>
  db
    .insertInto("ticket_rating")
    .values({ ...rating, score: null, comment: "", rated_at: null })
    .execute();

const ratings = (db: Database) =>
  db
    .selectFrom("ticket_rating")
    .innerJoin("ticket", "ticket.id", "ticket_rating.ticket_id")
    .select([
      "ticket_rating.ticket_id as ticketId",
      "ticket_rating.cycle",
      "ticket_rating.asked_at as askedAt",
      "ticket_rating.rated_at as ratedAt",
      "ticket.number",
      "ticket.spam_at as spamAt",
    ]);

export const ratingByToken = (db: Database, tokenHash: string) =>
  ratings(db).where("ticket_rating.token_hash", "=", tokenHash).executeTakeFirst();

export const newestRating = (db: Database, ticketId: number) =>
  ratings(db)
    .where("ticket_rating.ticket_id", "=", ticketId)
    .orderBy("ticket_rating.cycle", "desc")
    .limit(1)
    .executeTakeFirst();

/** What was said besides, of every resolution of a ticket. */
export const commentsOf = (db: Database, ticketId: number) =>
  db
    .selectFrom("ticket_rating")
    .select(["cycle", "comment as body"])
    .where("ticket_id", "=", ticketId)
    .where("comment", "!=", "")
    .orderBy("cycle")
    .execute();

export const changeComment = (db: Database, ticketId: number, cycle: number, comment: string) =>
  db
    .updateTable("ticket_rating")
    .set({ comment })
    .where("ticket_id", "=", ticketId)
    .where("cycle", "=", cycle)
    .execute();

/** Says whether it was the first time. */
export const saveRating = async (
  db: Database,
  { ticketId, cycle }: { ticketId: number; cycle: number },
  rating: { score: number; comment: string; rated_at: number },
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable("ticket_rating")
    .set(rating)
    .where("ticket_id", "=", ticketId)
    .where("cycle", "=", cycle)
    .where("rated_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};
