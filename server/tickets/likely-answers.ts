import type { ArticleCard } from "#server/knowledge/article.ts";
import { articlesBySlugs } from "#server/knowledge/articles.ts";
import { suggestArticles } from "#server/knowledge/searching.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { contextOf, messagesBefore, publicMessage } from "./thread-store.ts";

const SUGGESTED = 4;
const CHOICES = 6;
const LOOKED_THROUGH = 20;

type Asked = { id: number; subject: string; requesterId: number };

export type LikelyAnswer = {
  slug: string;
  title: string;
  summary: string;
  href: string;
  /** As it stands in a reply; with the whole address, so that it works in a mail too. */
  link: string;
  insertHref: string;
  isForStaff: boolean;
};

/** Articles that may answer the question, ready to be put into a reply. */
export async function likelyAnswers(ctx: Context, by: Person, question: string, back: string): Promise<LikelyAnswer[]> {
  const found = await suggestArticles(ctx, by, question, SUGGESTED);
  return found.map(({ slug, title, summary, audience }) => ({
    slug,
    title,
    summary,
    href: `/articles/${slug}`,
    link: `[${title.replace(/[[\]\\]/g, "")}](${ctx.config.baseUrl}/articles/${slug})`,
    insertHref: `${back}${back.includes("?") ? "&" : "?"}insert=${slug}#reply`,
    isForStaff: audience === "staff",
  }));
}

/** What may be named as the answer: what was linked in a reply first, then what the requester read, then the likely. */
export async function answerChoices(ctx: Context, by: Person, ticket: Asked): Promise<ArticleCard[]> {
  const replies = await messagesBefore(ctx.db, ticket.id, false, Number.MAX_SAFE_INTEGER, LOOKED_THROUGH);
  const linked = replies
    .filter(({ authorId }) => authorId !== ticket.requesterId)
    .flatMap(({ body }) => [...body.matchAll(/\/articles\/([a-z0-9-]{1,100})/g)].map(([, slug]) => slug ?? ""));
  const read = (await contextOf(ctx.db, ticket.id)).flatMap(({ slug }) => slug ?? []);
  const likely = await suggestArticles(ctx, by, await questionOf(ctx, ticket), SUGGESTED);
  const slugs = new Set([...linked, ...read, ...likely.map(({ slug }) => slug)]);
  return articlesBySlugs(ctx, by, [...slugs].slice(0, CHOICES));
}

/** Its subject and what was asked first, as one text. */
export async function questionOf(ctx: Context, { id, subject }: Asked): Promise<string> {
  const first = await publicMessage(ctx.db, id, 1);
  return `${subject}\n${first?.body ?? ""}`;
}
