import { view } from "#server/http/view.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import type { Article, ArticleCard } from "./article.ts";
import { articlesBySlugs, findArticle } from "./articles.ts";
import { markRead, stepsRead, unmarkRead } from "./path-store.ts";

/** The article whose links, in their order, are the way through the others. */
export const PATH_ARTICLE = "beginners-path";

type Stage = { heading: string; slugs: string[] };

/** The sections of an article with what each leads to. What stands above the first is for other readers. */
export function stagesOf({ html, outline }: Pick<Article, "html" | "outline">): Stage[] {
  const stages: Stage[] = [];
  const seen = new Set<string>();
  for (const [, anchor, slug] of html.matchAll(/<h2 id="([^"]*)">|<a href="\/articles\/([a-z0-9-]+)/g)) {
    if (anchor !== undefined) {
      const heading = outline.find((one) => one.anchor === anchor)?.text ?? "";
      stages.push({ heading, slugs: [] });
    }
    if (slug === undefined || seen.has(slug) || stages.length === 0) continue;
    seen.add(slug);
    stages.at(-1)?.slugs.push(slug);
  }
  return stages.filter(({ slugs }) => slugs.length > 0);
}

type Step = { slug: string; title: string; summary: string; href: string; isRead: boolean };
type PathPage = {
  title: string;
  summary: string;
  articleHref: string;
  stages: { heading: string; steps: Step[] }[];
  done: number;
  count: number;
  next: Step | null;
  canMark: boolean;
};
export const pathView = view<PathPage>("knowledge/path");

/** The way through the articles for somebody new, with what they have read: only theirs, and only what they said. */
export async function pathPage(ctx: Context, person: Person | null): Promise<PathPage> {
  const path = await findArticle(ctx, person, PATH_ARTICLE);
  const stages = stagesOf(path);
  const read = new Set(person ? (await stepsRead(ctx.db, person.id)).map(({ articleId }) => articleId) : []);
  const shown: { heading: string; steps: Step[] }[] = [];
  // An article that moved comes back under its new address, in its old place.
  for (const { heading, slugs } of stages)
    shown.push({ heading, steps: (await articlesBySlugs(ctx, person, slugs)).map((card) => toStep(card, read)) });
  const steps = shown.flatMap((stage) => stage.steps);
  return {
    title: path.title,
    summary: path.summary,
    articleHref: `/articles/${path.slug}`,
    stages: shown.filter((stage) => stage.steps.length > 0),
    done: steps.filter(({ isRead }) => isRead).length,
    count: steps.length,
    next: steps.find(({ isRead }) => !isRead) ?? null,
    canMark: can(person, "knowledge.feedback"),
  };
}

const toStep = ({ id, slug, title, summary }: ArticleCard, read: ReadonlySet<number>): Step => ({
  ...{ slug, title, summary },
  href: `/articles/${slug}`,
  isRead: read.has(id),
});

/** They say that they have read it, or take it back. */
export async function markStep(ctx: Context, by: Person, slug: string, isRead: boolean): Promise<void> {
  if (!can(by, "knowledge.feedback")) throw notFound("article");
  const { id } = await findArticle(ctx, by, slug);
  if (isRead) await markRead(ctx.db, by.id, id, ctx.clock.now());
  else await unmarkRead(ctx.db, by.id, id);
}

export const hasPath = async (ctx: Context, person: Person | null): Promise<boolean> =>
  (await articlesBySlugs(ctx, person, [PATH_ARTICLE])).length > 0;
