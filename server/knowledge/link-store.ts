import type { Database } from "#server/platform/database/database.ts";
import type { Audience } from "./article.ts";

type FaultTable = { article_id: number; sentence: string; found_at: number };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    article_link: { article_id: number; slug: string };
    link_fault: FaultTable;
  }
}

/** Which articles an article leads to, as its text says now. */
export async function replaceLinks(db: Database, articleId: number, slugs: readonly string[]): Promise<void> {
  await db.deleteFrom("article_link").where("article_id", "=", articleId).execute();
  await addLinks(db, [{ articleId, slugs }]);
}

export async function addLinks(db: Database, links: { articleId: number; slugs: readonly string[] }[]): Promise<void> {
  const rows = links.flatMap(({ articleId, slugs }) => slugs.map((slug) => ({ article_id: articleId, slug })));
  for (let from = 0; from < rows.length; from += 1000)
    await db
      .insertInto("article_link")
      .values(rows.slice(from, from + 1000))
      .execute();
}

/** Who leads to any of these addresses. */
export const articlesLinkingTo = (
  db: Database,
  audiences: readonly Audience[],
  slugs: readonly string[],
  limit: number,
) =>
  db
    .selectFrom("article")
    .select(["article.slug", "article.title"])
    .where("article.id", "in", (from) =>
      from.selectFrom("article_link").select("article_link.article_id").where("article_link.slug", "in", slugs),
    )
    .where("article.slug", "not in", slugs)
    .where("article.archived_at", "is", null)
    .where("article.audience", "in", audiences)
    .orderBy("article.sort_key")
    .orderBy("article.id")
    .limit(limit)
    .execute();

const GOAL = [
  "article.id",
  "article.slug",
  "article.audience",
  "article.outline",
  "article.old_anchors as oldAnchors",
] as const;

/** What links are judged by, of those at these addresses. */
export const goalsAt = (db: Database, slugs: readonly string[]) =>
  db.selectFrom("article").select(GOAL).where("slug", "in", slugs).where("archived_at", "is", null).execute();

export const goalsAfter = (db: Database, id: number, limit: number) =>
  db
    .selectFrom("article")
    .select(GOAL)
    .where("archived_at", "is", null)
    .where("id", ">", id)
    .orderBy("id")
    .limit(limit)
    .execute();

export const textsAfter = (db: Database, id: number, limit: number) =>
  db
    .selectFrom("article")
    .select(["id", "slug", "category", "audience", "html", "facts"])
    .where("archived_at", "is", null)
    .where("id", ">", id)
    .orderBy("id")
    .limit(limit)
    .execute();

export async function replaceFaults(db: Database, faults: FaultTable[]): Promise<void> {
  await db.deleteFrom("link_fault").execute();
  for (let from = 0; from < faults.length; from += 1000)
    await db
      .insertInto("link_fault")
      .values(faults.slice(from, from + 1000))
      .execute();
}

export const faultLines = (db: Database, limit: number) =>
  db
    .selectFrom("link_fault")
    .innerJoin("article", "article.id", "link_fault.article_id")
    .select(["article.slug", "article.title", "link_fault.sentence", "link_fault.found_at as foundAt"])
    .where("article.archived_at", "is", null)
    .orderBy("article.sort_key")
    .orderBy("article.id")
    .orderBy("link_fault.sentence")
    .limit(limit)
    .execute();

export async function countFaults(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom("link_fault")
    .select((take) => take.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}
