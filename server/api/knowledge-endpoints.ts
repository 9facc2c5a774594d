import { z } from "zod";
import { ARTICLE_TYPES, AUDIENCES, isSlug, pathOf } from "#server/knowledge/article.ts";
import { articlesAfter, findArticle, sourceOf } from "#server/knowledge/articles.ts";
import { audienceOf } from "#server/knowledge/audience.ts";
import { noteSearch } from "#server/knowledge/events.ts";
import { searchArticles } from "#server/knowledge/searching.ts";
import { endpoint, readerOf } from "./endpoint.ts";
import { limit, moment, slug, words, writtenAt } from "./fields.ts";

const card = {
  slug,
  title: z.string(),
  summary: z.string(),
  category: slug,
  type: z.enum(ARTICLE_TYPES),
  href: z.string().meta({ description: "Where people read it" }),
};

export const knowledgeEndpoints = [
  endpoint({
    ...{ method: "get", path: "/search", group: "Knowledge", action: "knowledge.search", scope: "knowledge:read" },
    summary: "Search the articles",
    says: "What the search page finds for the owner of the token, best first. `answered` is false when we have no answer.",
    query: z.strictObject({
      q: words,
      category: slug.optional(),
      type: z.enum(ARTICLE_TYPES).optional(),
      limit: limit(50, 20),
    }),
    answer: z.object({
      results: z.array(z.object({ ...card, score: z.number() })),
      answered: z.boolean(),
      total: z.int(),
    }),
    work: async (ctx, caller, { query: { q, category = "", type = "", limit } }) => {
      const question = { words: q, category, type, page: 1 };
      const answer = searchArticles(ctx, caller.person, question, limit);
      const asked = { source: "api", audience: audienceOf(caller.person) };
      noteSearch(ctx, { ...readerOf(caller), kind: "service" }, question, answer, asked);
      const results = answer.results.map((one) => ({ ...one, href: pathOf(one.slug) }));
      return { results, answered: answer.answered, total: answer.total };
    },
  }),
  endpoint({
    ...{ method: "get", path: "/articles", group: "Knowledge", action: "knowledge.read", scope: "knowledge:read" },
    summary: "List the articles",
    says: "Every article the owner may read, by slug. `next` is the `after` of the next page, or null.",
    query: z.strictObject({ after: slug.optional(), limit: limit(100, 50) }),
    answer: z.object({
      articles: z.array(z.object({ ...card, updatedAt: moment })),
      next: slug.nullable(),
    }),
    work: async (ctx, { person }, { query: { after = "", limit } }) => {
      const { cards, next } = await articlesAfter(ctx, person, after, limit);
      const articles = cards.map((one) => ({
        ...one,
        href: pathOf(one.slug),
        updatedAt: writtenAt(one.updatedAt),
      }));
      return { articles, next };
    },
  }),
  endpoint({
    ...{
      method: "get",
      path: "/articles/{slug}",
      group: "Knowledge",
      action: "knowledge.read",
      scope: "knowledge:read",
    },
    summary: "Read an article",
    says: "The HTML readers see, and for writers the Markdown it was drawn from. An old slug finds the article under its present one.",
    params: z.strictObject({ slug: z.string().refine(isSlug, { error: "There is no such article." }) }),
    answer: z.object({
      ...card,
      audience: z.enum(AUDIENCES),
      revision: z.int(),
      updatedAt: moment,
      html: z.string(),
      source: z.string().nullable().meta({ description: "Markdown with its head; null for those who only read" }),
    }),
    work: async (ctx, { person }, { params }) => {
      const article = await findArticle(ctx, person, params.slug);
      return {
        ...article,
        href: pathOf(article.slug),
        updatedAt: writtenAt(article.updatedAt),
        source: await sourceOf(ctx, person, article),
        html: String(article.html),
      };
    },
  }),
];
