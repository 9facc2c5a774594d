import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";

/** How many said of an article that it helped, of all who said something in a stretch of time. */
export const votesBetween = async (db: Database, from: number, to: number) => {
  const rows = await db
    .selectFrom("vote")
    .innerJoin("article", "article.id", "vote.article_id")
    .select(["article.slug", ({ fn }) => fn.countAll<number>().as("votes")])
    .select(sql<number>`sum(case when vote.helpful = 'yes' then 1 else 0 end)`.as("yes"))
    .where("vote.voted_at", ">=", from)
    .where("vote.voted_at", "<", to)
    .groupBy("article.slug")
    .execute();
  return rows.map(({ slug, votes, yes }) => ({ slug, votes: Number(votes), yes: Number(yes) }));
};
