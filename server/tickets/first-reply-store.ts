import type { Database } from "#server/platform/database/database.ts";

const AT_ONCE = 1_000;

/** When tickets, by their numbers, got their first answer; those without one are missing. */
export async function firstReplies(db: Database, numbers: number[]): Promise<Map<number, number>> {
  const replies = new Map<number, number>();
  for (let from = 0; from < numbers.length; from += AT_ONCE) {
    const rows = await db
      .selectFrom("ticket")
      .select(["number", "first_reply_at as at"])
      .where("number", "in", numbers.slice(from, from + AT_ONCE))
      .where("first_reply_at", "is not", null)
      .$narrowType<{ at: number }>()
      .execute();
    for (const { number, at } of rows) replies.set(number, at);
  }
  return replies;
}
