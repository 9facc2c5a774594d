import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import { FIRST_LOOK, TOO_MANY_NO } from "./due.ts";

type DueTable = { article_id: number; owner_id: number | null; due_since: number; reasons: string };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    article_due: DueTable;
    article_reopening: { article_id: number; ticket: number; reopened_at: number };
  }
}

/** Every published article, or one. */
const articles = (db: Database, articleId: number | null) =>
  db
    .selectFrom("article")
    .leftJoin("article_care as care", "care.article_id", "article.id")
    .where("article.archived_at", "is", null)
    .$if(articleId !== null, (query) => query.where("article.id", "=", articleId as number));

const verifiedAt = sql<number>`coalesce(care.verified_at, 0)`;
const goodUntil = sql<number>`coalesce(care.verified_until, article.published_at + ${FIRST_LOOK})`;

export const dueByDate = (db: Database, articleId: number | null, now: number) =>
  articles(db, articleId)
    .select(["article.id as articleId", "care.owner_id as ownerId", "care.verified_until as until", goodUntil.as("at")])
    .where(goodUntil, "<=", now)
    .execute();

/** What readers said of the revision that is shown, since somebody verified it. */
export const dueByVotes = (db: Database, articleId: number | null) => {
  const no = sql<number>`sum(case when vote.helpful = 'no' then 1 else 0 end)`;
  const yes = sql<number>`sum(case when vote.helpful = 'yes' then 1 else 0 end)`;
  const wrong = sql<number>`sum(case when vote.helpful <> 'yes' and vote.reason in ('wrong', 'outdated') then 1 else 0 end)`;
  return articles(db, articleId)
    .innerJoin("vote", (join) =>
      join.onRef("vote.article_id", "=", "article.id").onRef("vote.revision", "=", "article.revision"),
    )
    .where("vote.voted_at", ">", verifiedAt)
    .groupBy(["article.id", "care.owner_id"])
    .having((where) =>
      where.or([where(wrong, ">=", 1), where.and([where(no, ">=", TOO_MANY_NO), where(no, ">=", yes)])]),
    )
    .select((take) => [
      "article.id as articleId",
      "care.owner_id as ownerId",
      no.as("no"),
      wrong.as("wrong"),
      take.fn.max<number>("vote.voted_at").as("at"),
    ])
    .execute();
};

/** Tickets that were solved with it and opened again, since it was verified or changed. */
export const dueByReopening = (db: Database, articleId: number | null) =>
  articles(db, articleId)
    .innerJoin("article_reopening as reopening", "reopening.article_id", "article.id")
    .innerJoin("article_revision as revision", (join) =>
      join.onRef("revision.article_id", "=", "article.id").onRef("revision.number", "=", "article.revision"),
    )
    .where("reopening.reopened_at", ">", verifiedAt)
    .whereRef("reopening.reopened_at", ">", "revision.created_at")
    .select(["article.id as articleId", "care.owner_id as ownerId", "reopening.ticket", "reopening.reopened_at as at"])
    .orderBy("reopening.reopened_at")
    .execute();

export const dueByCheck = (db: Database, articleId: number | null) =>
  articles(db, articleId)
    .innerJoin("knowledge_check as checked", (join) =>
      join.onRef("checked.article_id", "=", "article.id").onRef("checked.revision", "=", "article.revision"),
    )
    .where("checked.outcome", "=", "failed")
    .where("checked.checked_at", ">", verifiedAt)
    .groupBy(["article.id", "care.owner_id"])
    .select((take) => [
      "article.id as articleId",
      "care.owner_id as ownerId",
      take.fn.max<number>("checked.checked_at").as("at"),
    ])
    .execute();

export const knownDue = (db: Database) => db.selectFrom("article_due").selectAll().execute();

export const putDue = (db: Database, { article_id, ...due }: DueTable) =>
  db
    .insertInto("article_due")
    .values({ article_id, ...due })
    .onConflict((one) => one.column("article_id").doUpdateSet(due))
    .execute();

export const dropDue = (db: Database, articleId: number) =>
  db.deleteFrom("article_due").where("article_id", "=", articleId).execute();

/** Longest due first. */
export const dueArticles = (
  db: Database,
  ownerId: number | null,
  after: { since: number; id: number },
  limit: number,
) =>
  db
    .selectFrom("article_due as due")
    .innerJoin("article", "article.id", "due.article_id")
    .innerJoin("category", "category.slug", "article.category")
    .leftJoin("person", "person.id", "due.owner_id")
    .select([
      "due.article_id as id",
      "article.slug",
      "article.title",
      "article.revision",
      "category.title as category",
      "due.owner_id as ownerId",
      "person.name as owner",
      "due.due_since as since",
      "due.reasons",
    ])
    .$if(ownerId !== null, (query) => query.where("due.owner_id", "=", ownerId))
    .where((where) =>
      where.or([
        where("due.due_since", ">", after.since),
        where.and([where("due.due_since", "=", after.since), where("due.article_id", ">", after.id)]),
      ]),
    )
    .orderBy("due.due_since")
    .orderBy("due.article_id")
    .limit(limit)
    .execute();

export const ownersOfDue = (db: Database, after: number, limit: number) =>
  db
    .selectFrom("article_due")
    .select("owner_id as id")
    .distinct()
    .where("owner_id", ">", after)
    .$narrowType<{ id: number }>()
    .orderBy("owner_id")
    .limit(limit)
    .execute();

/** Tickets that were opened again after one moment and until another. */
export const reopeningsBetween = (db: Database, after: number, until: number, limit: number) =>
  db
    .selectFrom("event")
    .select(["at", "ticket"])
    .where("at", ">", after)
    .where("at", "<=", until)
    .where("type", "=", "ticket_reopened")
    .where("ticket", "is not", null)
    .$narrowType<{ ticket: number }>()
    .orderBy("at")
    .limit(limit)
    .execute();

/** The articles a ticket was said to be answered by. */
export const articlesOfTicket = (db: Database, ticket: number) =>
  db
    .selectFrom("event")
    .innerJoin("article", "article.slug", "event.article")
    .select("article.id")
    .distinct()
    .where("event.ticket", "=", ticket)
    .where("event.type", "in", ["ticket_linked", "ticket_resolved"])
    .execute();

export const noteReopening = (db: Database, reopening: { article_id: number; ticket: number; reopened_at: number }) =>
  db
    .insertInto("article_reopening")
    .values(reopening)
    .onConflict((one) => one.columns(["article_id", "ticket"]).doUpdateSet({ reopened_at: reopening.reopened_at }))
    .execute();
