import type { Database } from "#server/platform/database/database.ts";

/** Shelf and length of articles by slug, archived ones too: what was read once stays judged by what it was. */
export async function aboutArticles(db: Database, slugs: string[]) {
  if (slugs.length === 0) return new Map<string, { category: string; words: number }>();
  const rows = await db
    .selectFrom("article")
    .select(["slug", "category", "words"])
    .where("slug", "in", slugs)
    .execute();
  return new Map(rows.map(({ slug, category, words }) => [slug, { category, words }]));
}
