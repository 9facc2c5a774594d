import { piece } from "#server/http/view.ts";
import { TYPE_NAMES } from "#server/knowledge/article.ts";
import { findArticle } from "#server/knowledge/articles.ts";
import { trail } from "#server/knowledge/words.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import { type AskDraft, suggestFor } from "./asking.ts";
import { type Known, knownFor } from "./known.ts";

export type Suggestion = {
  slug: string;
  title: string;
  summary: string;
  kind: string;
  rank: number;
  href: string;
  html: SafeHtml;
  /** What a page needs to tell that it was read. */
  pageToken: string;
};

export type SuggestionsPiece = {
  answers: Suggestion[];
  /** Where nothing can be opened beside a form, the likeliest lies open. */
  isFirstOpen: boolean;
  /** Left out by the lot of an experiment; the address shows them all the same. */
  withheld: { href: string } | null;
  /** What is known of an error that was pasted. */
  known: Known | null;
};
export const NO_SUGGESTIONS: SuggestionsPiece = { answers: [], isFirstOpen: false, withheld: null, known: null };
export const suggestionsPiece = piece<SuggestionsPiece>("tickets/suggestions");

/** What may answer the question, each with its first steps, so that it can be tried without leaving the form. */
export async function suggestions(
  ctx: Context,
  by: Person,
  draft: Pick<AskDraft, "subject" | "body" | "tried">,
  tokenFor: (slug: string) => string,
): Promise<SuggestionsPiece> {
  const found = await suggestFor(ctx, by, draft);
  const answers = await Promise.all(
    found.map(async ({ slug, title, summary, type }, place): Promise<Suggestion> => {
      const { brief } = await findArticle(ctx, by, slug);
      const href = `/articles/${slug}${trail("", "ask", place + 1)}`;
      const kind = TYPE_NAMES[type];
      return { slug, title, summary, kind, rank: place + 1, href, html: brief, pageToken: tokenFor(slug) };
    }),
  );
  return { ...NO_SUGGESTIONS, answers, known: await knownFor(ctx, by, draft) };
}
