import { view } from "#server/http/view.ts";
import type { Context } from "#server/platform/context.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import type { Article } from "./article.ts";
import { difference, type Line } from "./difference.ts";
import { drawArticle } from "./drawing.ts";
import type { Source } from "./editing.ts";
import { type Offer, offeredTerms } from "./learning.ts";

type EditPage = {
  title: string;
  slug: string;
  articleTitle: string;
  base: number;
  source: string;
  problems: string[];
  /** How it would look; null until asked for. */
  preview: { title: string; summary: string; html: SafeHtml } | null;
  /** Somebody saved in between: who, when, their text, and how it differs from what was typed here. */
  other: { author: string; at: number; source: string; lines: Line[] | null } | null;
  /** What askers typed before they found it, as search terms. */
  offers: Offer[];
  /** The term that was just put into the text. */
  added: string | null;
};
export const editView = view<EditPage>("knowledge/edit", "staff");

type Typed = { article: Article; base: number; source: string; problems?: string[] };

export function editPage({ article, base, source, problems = [] }: Typed): EditPage {
  return {
    title: `Edit: ${article.title}`,
    slug: article.slug,
    articleTitle: article.title,
    base,
    source,
    problems,
    preview: null,
    other: null,
    offers: [],
    added: null,
  };
}

export const withOffers = async (ctx: Context, article: Article, page: EditPage): Promise<EditPage> => ({
  ...page,
  offers: await offeredTerms(ctx, article, page.source),
});

export function previewPage(typed: Typed): EditPage {
  const drawn = drawArticle(typed.source);
  if (!drawn.ok) return editPage({ ...typed, problems: drawn.problems });
  const { document, html } = drawn.drawing;
  return { ...editPage(typed), preview: { title: document.title, summary: document.summary, html } };
}

/** Both texts, and theirs as the new base: saving again is then a choice made with open eyes. */
export function stalePage(newest: Source, source: string): EditPage {
  const { article, author, createdAt } = newest;
  const other = {
    author: author ?? "The article's file",
    at: createdAt,
    source: newest.source,
    lines: difference(source, newest.source),
  };
  return { ...editPage({ article, base: article.revision, source }), other };
}
