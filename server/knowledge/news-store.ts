import type { Database } from "#server/platform/database/database.ts";
import type { Audience } from "./article.ts";

export type SubscriptionKind = "article" | "category";
type SubscriptionTable = { person_id: number; kind: SubscriptionKind; target: string; since_at: number };
type FeedTable = { person_id: number; number: string; token_hash: string; made_at: number };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    subscription: SubscriptionTable;
    feed: FeedTable;
  }
}

export const addSubscription = (db: Database, row: SubscriptionTable) =>
  db
    .insertInto("subscription")
    .values(row)
    .onConflict((one) => one.columns(["person_id", "kind", "target"]).doNothing())
    .execute();

type Target = { personId: number; kind: SubscriptionKind; target: string };

const these = (db: Database, { personId, kind, target }: Target) =>
  db.selectFrom("subscription").where("person_id", "=", personId).where("kind", "=", kind).where("target", "=", target);

export const subscriptionTo = (db: Database, target: Target) => these(db, target).select("since_at").executeTakeFirst();

export const dropSubscription = (db: Database, { personId, kind, target }: Target) =>
  db
    .deleteFrom("subscription")
    .where("person_id", "=", personId)
    .where("kind", "=", kind)
    .where("target", "=", target)
    .execute();

export const dropSubscriptionsOf = (db: Database, personId: number) =>
  db.deleteFrom("subscription").where("person_id", "=", personId).executeTakeFirst();

export const subscriptionsOf = (db: Database, personId: number) =>
  db
    .selectFrom("subscription")
    .select(["kind", "target", "since_at as sinceAt"])
    .where("person_id", "=", personId)
    .orderBy("since_at", "desc")
    .orderBy("target")
    .limit(500)
    .execute();

export const cardsByIds = (db: Database, audiences: readonly Audience[], ids: readonly number[]) =>
  db
    .selectFrom("article")
    .select(["id", "slug", "title"])
    .where("id", "in", ids)
    .where("archived_at", "is", null)
    .where("audience", "in", audiences)
    .execute();

const revisions = (db: Database, from: number, until: number) =>
  db
    .selectFrom("article_revision")
    .innerJoin("article", "article.id", "article_revision.article_id")
    .where("article_revision.created_at", ">", from)
    .where("article_revision.created_at", "<=", until)
    .where("article.archived_at", "is", null);

export const revisedBetween = (db: Database, from: number, until: number) =>
  revisions(db, from, until).select(["article.id", "article.category"]).distinct().limit(20_000).execute();

/** Who asked to hear of any of these, by number. */
export const subscribersTo = (
  db: Database,
  ids: readonly string[],
  categories: readonly string[],
  after: number,
  limit: number,
) =>
  db
    .selectFrom("subscription")
    .select("person_id as id")
    .distinct()
    .where("person_id", ">", after)
    .where((where) =>
      where.or([
        where.and([where("kind", "=", "article"), where("target", "in", ids)]),
        where.and([where("kind", "=", "category"), where("target", "in", categories)]),
      ]),
    )
    .orderBy("person_id")
    .limit(limit)
    .execute();

/** What became new in that time of what somebody may read, newest first. */
export const newsBetween = (db: Database, audiences: readonly Audience[], from: number, until: number) =>
  revisions(db, from, until)
    .select([
      "article.id",
      "article.slug",
      "article.title",
      "article.summary",
      "article.category",
      "article_revision.number",
      "article_revision.author_id as authorId",
      "article_revision.created_at as at",
    ])
    .where("article.audience", "in", audiences)
    .orderBy("article_revision.created_at", "desc")
    .orderBy("article.id")
    .limit(5000)
    .execute();

export const feedOf = (db: Database, personId: number) =>
  db.selectFrom("feed").selectAll().where("person_id", "=", personId).executeTakeFirst();

export const feedByHash = (db: Database, tokenHash: string) =>
  db.selectFrom("feed").select("person_id as personId").where("token_hash", "=", tokenHash).executeTakeFirst();

export const putFeed = (db: Database, { person_id, ...feed }: FeedTable) =>
  db
    .insertInto("feed")
    .values({ person_id, ...feed })
    .onConflict((one) => one.column("person_id").doUpdateSet(feed))
    .execute();

export const dropFeed = (db: Database, personId: number) =>
  db.deleteFrom("feed").where("person_id", "=", personId).execute();
