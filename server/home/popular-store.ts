import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";

/** What people searched for, newest first. Bounded, so that a busy portal counts its newest days instead of all. */
export const searchesSince = (db: Database, since: number, limit: number) =>
  db
    .selectFrom("search_text")
    .innerJoin("event", "event.id", "search_text.event_id")
    .select(["search_text.text", "event.reader", "event.data"])
    .where("search_text.at", ">=", since)
    .where("event.kind", "=", "dev")
    .where("event.type", "=", "search")
    .orderBy("search_text.at", "desc")
    .limit(limit)
    .execute();

/** The articles that most people said solved their problem, with how many were asked. */
export const helpfulSince = (db: Database, since: number, leastVotes: number, limit: number) =>
  db
    .selectFrom("vote")
    .innerJoin("article", "article.id", "vote.article_id")
    .select(({ fn }) => [
      "article.slug",
      fn.countAll<number>().as("votes"),
      fn.sum<number>(sql<number>`case when vote.helpful = 'yes' then 1 else 0 end`).as("helped"),
    ])
    .where("vote.voted_at", ">=", since)
    .where("article.archived_at", "is", null)
    .groupBy("article.slug")
    .having(({ fn }) => fn.countAll<number>(), ">=", leastVotes)
    .orderBy("helped", "desc")
    .orderBy("votes")
    .orderBy("article.slug")
    .limit(limit)
    .execute();
