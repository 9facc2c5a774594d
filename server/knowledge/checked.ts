import type { Audience } from "./article.ts";
import type { Covering } from "./coverage.ts";
import { drawArticle } from "./drawing.ts";
import { findExamples } from "./examples.ts";
import type { FoundFile, Problem } from "./files.ts";

/** One article as the checks see it, whether it lies in a file or is published. */
export type Checked = Covering & {
  file: string;
  audience: Audience;
  html: string;
  anchors: ReadonlySet<string>;
  related: readonly string[];
  errors: readonly string[];
};

export const fileOf = ({ category, slug }: { category: string; slug: string }) => `${category}/${slug}.md`;

/** Draws the articles of a folder; what cannot be read in them is named with the reason. */
export function readArticles(files: readonly FoundFile[]): { articles: Checked[]; unreadable: Problem[] } {
  const articles: Checked[] = [];
  const unreadable: Problem[] = [];
  for (const { name, slug, source } of files) {
    const drawn = drawArticle(source);
    if (!drawn.ok) {
      unreadable.push({ file: name, reason: drawn.problems.join(" ") });
      continue;
    }
    for (const reason of findExamples(source).problems) unreadable.push({ file: name, reason });
    const { document, html, outline } = drawn.drawing;
    const { title, type, audience, facts } = document;
    const anchors = new Set(outline.map(({ anchor }) => anchor));
    articles.push({ file: name, slug, title, type, audience, html: String(html), anchors, ...facts });
  }
  return { articles, unreadable };
}
