import type { Database } from "#server/platform/database/database.ts";
import { pathOf } from "./article.ts";

/** Shelf and length of articles by slug, archived ones too: what was read once stays judged by what it was. */
export async function aboutArticles(db: Database, slugs: string[]) {
  if (slugs.length === 0) return new Map<string, { category: string; words: number }>();
  const rows = await db
    .selectFrom("article")
    .select(["slug", "category", "words"])
    .where("slug", "in", slugs)
    .execute();
  const found = new Map(rows.map(({ slug, category, words }) => [slug, { category, words }]));
  const lost = slugs.filter((slug) => !found.has(slug)).map(pathOf);
  if (lost.length === 0) return found;
  const moved = await db
    .selectFrom("old_address")
    .innerJoin("article", "article.id", "old_address.article_id")
    .select(["old_address.path", "article.category", "article.words"])
    .where("old_address.path", "in", lost)
    .execute();
  for (const { path, category, words } of moved) found.set(path.replace(pathOf(""), ""), { category, words });
  return found;
}
