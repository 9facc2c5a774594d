import { piece, view } from "#server/http/view.ts";
import type { Context } from "#server/platform/context.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import type { Article } from "./article.ts";
import { linkWarnings } from "./checking-links.ts";
import { type Draft, tidy } from "./draft.ts";
import type { Typed } from "./drafting.ts";
import { drawArticle } from "./drawing.ts";
import { type Offer, offeredTerms } from "./learning.ts";
import { categories } from "./shelf-store.ts";
import { compareThree, type ThreeTexts } from "./three-texts.ts";

/** What is being written: the next text of a draft, or the first one over an article. */
export type Desk = { article: Article | null; draft: Draft | null };

export type Preview = { title: string; summary: string; html: SafeHtml };

type Other = ThreeTexts & {
  who: string;
  at: number;
  /** What was typed lies beside the draft under this number; null where it is the draft. */
  aside: number | null;
};

type EditPage = {
  title: string;
  heading: string;
  /** Where the form's buttons lead. */
  saveTo: string;
  previewTo: string;
  filesTo: string;
  back: { href: string; label: string };
  slug: string | null;
  base: number;
  save: number;
  source: string;
  category: string;
  shelves: { slug: string; title: string }[];
  problems: string[];
  /** Links that lead nowhere. The text is saved all the same. */
  warnings: string[];
  /** How it would look; null until asked for. */
  preview: Preview | null;
  /** Somebody saved in between. */
  other: Other | null;
  /** What askers typed before they found it, as search terms. */
  offers: Offer[];
  /** What was just put into the text: a term, or the names of files. */
  added: string | null;
};
export const editView = view<EditPage>("knowledge/edit", "staff");
export const drawPreview = piece<{ preview: Preview | null; problems: string[] }>("knowledge/_preview");

type Shown = { desk: Desk; typed: Typed; problems?: string[] };

export async function editPage(ctx: Context, { desk, typed, problems = [] }: Shown): Promise<EditPage> {
  const { article, draft } = desk;
  const place = draft ? `/knowledge/drafts/${draft.id}` : `/articles/${article?.slug}`;
  const about = article?.title ?? draft?.title ?? "Untitled";
  return {
    title: `Edit: ${about}`,
    heading: about,
    saveTo: `${place}/${draft ? "saves" : "revisions"}`,
    previewTo: `${place}/preview`,
    filesTo: `${place}/files`,
    back: draft
      ? { href: place, label: "Back to the draft" }
      : { href: `/articles/${article?.slug}`, label: "Back to the article" },
    slug: article?.slug ?? null,
    ...typed,
    shelves: (await categories(ctx.db)).map(({ slug, title }) => ({ slug, title })),
    problems,
    warnings: await linkWarnings(ctx, typed.source, article?.slug ?? ""),
    preview: null,
    other: null,
    offers: article ? await offeredTerms(ctx, article, typed.source) : [],
    added: null,
  };
}

export async function previewPage(ctx: Context, shown: Shown): Promise<EditPage> {
  const { preview, problems } = previewOf(shown.typed.source);
  return { ...(await editPage(ctx, { ...shown, problems })), preview };
}

/** How a text would look, and what it still lacks. */
export function previewOf(source: string): { preview: Preview | null; problems: string[] } {
  const drawn = drawArticle(source);
  if (!drawn.ok) return { preview: null, problems: drawn.problems };
  const { document, html } = drawn.drawing;
  return { preview: { title: document.title, summary: document.summary, html }, problems: [] };
}

type Theirs = { base: string; theirs: string; who: string; at: number; aside: number | null };

/** All three texts, and theirs as the new base: saving again is then a choice made with open eyes. */
export async function stalePage(ctx: Context, shown: Shown, { base, theirs, ...about }: Theirs): Promise<EditPage> {
  const other = { ...compareThree(base, theirs, tidy(shown.typed.source)), ...about };
  return { ...(await editPage(ctx, shown)), other };
}
