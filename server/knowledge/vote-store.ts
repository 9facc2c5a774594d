import type { Database } from "#server/platform/database/database.ts";
import type { VoteTable } from "./store.ts";

export const voteOf = (db: Database, articleId: number, revision: number, personId: number) =>
  db
    .selectFrom("vote")
    .select(["helpful", "reason", "comment"])
    .where("article_id", "=", articleId)
    .where("revision", "=", revision)
    .where("person_id", "=", personId)
    .executeTakeFirst();

export const saveVote = (db: Database, vote: VoteTable) =>
  db
    .insertInto("vote")
    .values(vote)
    .onConflict((one) => {
      const { helpful, reason, comment, voted_at } = vote;
      return one.columns(["article_id", "revision", "person_id"]).doUpdateSet({ helpful, reason, comment, voted_at });
    })
    .execute();
