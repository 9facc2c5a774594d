import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";

/** Revisions of an article, the newest first, with what readers said of each. */
export const revisionsBefore = (db: Database, articleId: number, before: number, limit: number) =>
  db
    .selectFrom("article_revision as revision")
    .leftJoin("person as author", "author.id", "revision.author_id")
    .leftJoin("person as approver", "approver.id", "revision.approved_by")
    .select([
      "revision.number",
      "revision.origin",
      "revision.created_at as createdAt",
      "author.name as author",
      "approver.name as approver",
    ])
    .where("revision.article_id", "=", articleId)
    .where("revision.number", "<", before)
    .orderBy("revision.number", "desc")
    .limit(limit)
    .execute();

const countOf = (helpful: string) => sql<number>`sum(case when helpful = ${helpful} then 1 else 0 end)`;

export const votesOn = (db: Database, articleId: number, numbers: readonly number[]) =>
  db
    .selectFrom("vote")
    .select(["revision", countOf("yes").as("yes"), countOf("partly").as("partly"), countOf("no").as("no")])
    .where("article_id", "=", articleId)
    .where("revision", "in", numbers)
    .groupBy("revision")
    .execute();

export const reasonsOn = (db: Database, articleId: number, numbers: readonly number[]) =>
  db
    .selectFrom("vote")
    .select((take) => ["revision", "reason", take.fn.countAll<number>().as("count")])
    .where("article_id", "=", articleId)
    .where("revision", "in", numbers)
    .where("reason", "is not", null)
    .groupBy(["revision", "reason"])
    .orderBy("revision", "desc")
    .orderBy("count", "desc")
    .execute();

/** The words readers left, without who left them. */
export const commentsOn = (db: Database, articleId: number, limit: number) =>
  db
    .selectFrom("vote")
    .select(["revision", "helpful", "comment", "voted_at as at"])
    .where("article_id", "=", articleId)
    .where("comment", "is not", null)
    .orderBy("voted_at", "desc")
    .limit(limit)
    .execute();
