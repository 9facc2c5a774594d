import type { Context } from "#server/platform/context.ts";
import type { Facts } from "./article.ts";
import { type Checked, fileOf } from "./checked.ts";
import { publishedAfter } from "./coverage-store.ts";
import { categories as shelves } from "./shelf-store.ts";

const BATCH = 500;

/** Everything readers see now, as the checks see it. */
export async function publishedArticles(ctx: Context): Promise<{ articles: Checked[]; categories: Set<string> }> {
  const articles: Checked[] = [];
  for (let last = 0; ; ) {
    const rows = await publishedAfter(ctx.db, last, BATCH);
    articles.push(...rows.map(toChecked));
    if (rows.length < BATCH) break;
    last = rows.at(-1)?.id ?? last;
  }
  return { articles, categories: new Set((await shelves(ctx.db)).map(({ slug }) => slug)) };
}

type Row = Awaited<ReturnType<typeof publishedAfter>>[number];

function toChecked({ slug, title, type, audience, category, facts, html, outline, oldAnchors }: Row): Checked {
  const said: Facts = JSON.parse(facts);
  const headings: { anchor: string }[] = JSON.parse(outline);
  const anchors = new Set([...headings.map(({ anchor }) => anchor), ...Object.keys(JSON.parse(oldAnchors))]);
  return { file: fileOf({ category, slug }), slug, title, type, audience, html, anchors, ...said };
}
