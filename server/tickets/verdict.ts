import type { ArticleCard } from "#server/knowledge/article.ts";
import { articlesBySlugs } from "#server/knowledge/articles.ts";
import { readQuestion, searchArticles } from "#server/knowledge/searching.ts";
import { readWords } from "#server/knowledge/words.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { Verdict } from "./resolving.ts";
import type { Label } from "./ticket.ts";

const OFFERED = 4;

/** `article` was chosen from the list; `named` was typed: a title, a slug or an address. */
export type VerdictTyped = { label: Label; article: string; named: string };

export type VerdictRead =
  | { ok: true; verdict: Verdict }
  | { ok: false; field: "article" | "named"; sentence: string; offered: ArticleCard[] };

/** What was meant. A title nobody gave an article is answered with those that come near it. */
export async function readVerdict(
  ctx: Context,
  by: Person,
  { label, article, named }: VerdictTyped,
): Promise<VerdictRead> {
  if (label !== "basic") return { ok: true, verdict: { label, article: null } };
  const wanted = named.trim() || article;
  if (wanted === "")
    return { ok: false, field: "named", sentence: "Choose the article that answers it, or name it.", offered: [] };
  const [bySlug] = await articlesBySlugs(ctx, by, [slugIn(wanted)]);
  if (bySlug) return { ok: true, verdict: { label, article: bySlug } };
  const near = await articlesNear(ctx, by, wanted);
  const byTitle = near.find(({ title }) => title.toLowerCase() === wanted.toLowerCase());
  if (byTitle) return { ok: true, verdict: { label, article: byTitle } };
  const sentence =
    near.length > 0 ? "No article has this title. Is it one of those above?" : "No article has this title.";
  return { ok: false, field: "named", sentence, offered: near };
}

/** The slug in a pasted address, or what was typed as if it were one. */
const slugIn = (text: string) => /\/articles\/([a-z0-9-]+)/.exec(text)?.[1] ?? text.toLowerCase();

async function articlesNear(ctx: Context, by: Person, title: string): Promise<ArticleCard[]> {
  const answer = searchArticles(ctx, by, readQuestion(readWords(title), {}), OFFERED);
  return articlesBySlugs(
    ctx,
    by,
    answer.results.map(({ slug }) => slug),
  );
}
