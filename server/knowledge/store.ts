import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import type { ArticleType, Audience } from "./article.ts";
import type { Helpful, Reason } from "./vote.ts";

type CategoryTable = {
  slug: string;
  title: string;
  summary: string;
  icon: string;
  position: number;
  everyone: number;
  signed_in: number;
  staff: number;
};
export type ArticleTable = {
  id: Id;
  slug: string;
  category: string;
  type: ArticleType;
  audience: Audience;
  title: string;
  sort_key: string;
  summary: string;
  revision: number;
  source_hash: string;
  html: string;
  brief: string;
  outline: string;
  search_text: string;
  facts: string;
  words: number;
  drawn_with: number;
  file_hash: string | null;
  edited_at: number | null;
  published_at: number;
  updated_at: number;
  archived_at: number | null;
  version: number;
  /** Names its sections had once, as JSON. */
  old_anchors: string;
};
type RevisionTable = {
  article_id: number;
  number: number;
  source: string;
  author_id: number | null;
  origin: "file" | "portal";
  created_at: number;
  approved_by: number | null;
};
export type VoteTable = {
  article_id: number;
  revision: number;
  person_id: number;
  helpful: Helpful;
  reason: Reason | null;
  comment: string | null;
  voted_at: number;
};

export type ConflictTable = {
  article_id: number;
  source: string | null;
  category: string | null;
  file_hash: string | null;
  found_at: number;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    category: CategoryTable;
    article: ArticleTable;
    article_revision: RevisionTable;
    article_conflict: ConflictTable;
    knowledge_problem: { file: string; reason: string; found_at: number };
    vote: VoteTable;
  }
}

const CARD = [
  "article.id",
  "article.slug",
  "article.title",
  "article.summary",
  "article.category",
  "category.title as categoryTitle",
  "article.type",
  "article.audience",
  "article.updated_at as updatedAt",
] as const;

const published = (db: Database, audiences: readonly Audience[]) =>
  db
    .selectFrom("article")
    .innerJoin("category", "category.slug", "article.category")
    .where("article.archived_at", "is", null)
    .where("article.audience", "in", audiences);

const whole = (db: Database, audiences: readonly Audience[]) =>
  published(db, audiences).select([
    ...CARD,
    "article.revision",
    "article.html",
    "article.brief",
    "article.outline",
    "article.old_anchors as oldAnchors",
    "article.facts",
    "article.words",
    "article.version",
  ]);

export const articleBySlug = (db: Database, audiences: readonly Audience[], slug: string) =>
  whole(db, audiences).where("article.slug", "=", slug).executeTakeFirst();

/** By an address it had before. */
export const articleByOldPath = (db: Database, audiences: readonly Audience[], path: string) =>
  whole(db, audiences)
    .innerJoin("old_address", "old_address.article_id", "article.id")
    .where("old_address.path", "=", path)
    .executeTakeFirst();

export const cardsBySlugs = (db: Database, audiences: readonly Audience[], slugs: readonly string[]) =>
  published(db, audiences).select(CARD).where("article.slug", "in", slugs).execute();

export const newestCards = (db: Database, audiences: readonly Audience[], limit: number) =>
  published(db, audiences)
    .select(CARD)
    .orderBy("article.updated_at", "desc")
    .orderBy("article.id", "desc")
    .limit(limit)
    .execute();

export const cardsAfter = (db: Database, audiences: readonly Audience[], slug: string, limit: number) =>
  published(db, audiences).select(CARD).where("article.slug", ">", slug).orderBy("article.slug").limit(limit).execute();

export type Key = { sortKey: string; id: number };
export const FIRST: Key = { sortKey: "", id: 0 };

export const cardsOfCategory = (
  db: Database,
  audiences: readonly Audience[],
  category: string,
  after: Key,
  limit: number,
  version = "",
) =>
  published(db, audiences)
    .select(CARD)
    .where("article.category", "=", category)
    .$if(version !== "", (query) =>
      query.where("article.id", "in", (from) =>
        from.selectFrom("article_version").select("article_version.article_id").where("version", "=", version),
      ),
    )
    .where((where) =>
      where.or([
        where("article.sort_key", ">", after.sortKey),
        where.and([where("article.sort_key", "=", after.sortKey), where("article.id", ">", after.id)]),
      ]),
    )
    .orderBy("article.sort_key")
    .orderBy("article.id")
    .limit(limit)
    .execute();

export const keyOf = (db: Database, audiences: readonly Audience[], slug: string): Promise<Key | undefined> =>
  published(db, audiences)
    .select(["article.sort_key as sortKey", "article.id"])
    .where("article.slug", "=", slug)
    .executeTakeFirst();

export const revisionOf = (db: Database, articleId: number, number: number) =>
  db
    .selectFrom("article_revision")
    .leftJoin("person", "person.id", "article_revision.author_id")
    .select([
      "article_revision.source",
      "article_revision.origin",
      "article_revision.created_at as createdAt",
      "person.name as author",
    ])
    .where("article_id", "=", articleId)
    .where("number", "=", number)
    .executeTakeFirst();
