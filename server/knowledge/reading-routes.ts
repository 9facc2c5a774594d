import { randomUUID } from "node:crypto";
import type { Request } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { answerUnchanged } from "#server/http/page-version.ts";
import { isReading } from "#server/http/reading.ts";
import { seeOther, show } from "#server/http/show.ts";
import { type Reader, readerFrom } from "#server/journeys/journal.ts";
import { pageIn, pageToken } from "#server/journeys/page-token.ts";
import { can } from "#server/people/permissions.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import { HOUR } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { pathOf } from "./article.ts";
import { articlePage, articleView, givenBy } from "./article-page.ts";
import { findArticle } from "./articles.ts";
import { INTENT_KNOWN, noteIntent, noteReading, noteRelated } from "./events.ts";
import { giveFeedback } from "./feedback.ts";
import { feedbackForm } from "./forms.ts";
import * as pages from "./pages.ts";
import { proofOf } from "./proof.ts";
import { relatedArticles } from "./searching.ts";
import { isSubscribed } from "./subscribing.ts";
import { knowledgeVersion } from "./version.ts";
import { inAddress, readVia, readWords } from "./words.ts";

export function readingRoutes(ctx: Context): PortalRoute[] {
  /** With the view of the article on which something is said of it. */
  const readerOn = (request: Request, slug: string): Reader => {
    const reader = readerFrom(request.visit, request.headers);
    return { ...reader, page: pageIn(ctx, reader, request.body?.page, slug) };
  };

  return [
    get("/articles", "knowledge.read", async (request, response) =>
      show(request, response, pages.browseView, await pages.browsePage(ctx, request.visit.person)),
    ),
    get("/categories/:slug", "knowledge.read", async (request, response) => {
      const after = typeof request.query.after === "string" ? request.query.after : "";
      const version = typeof request.query.version === "string" ? request.query.version.slice(0, 100) : "";
      const page = await pages.categoryPage(ctx, request.visit.person, slugOf(request), { after, version });
      show(request, response, pages.categoryView, page);
    }),
    get("/articles/:slug", "knowledge.read", async (request, response) => {
      const { person } = request.visit;
      const article = await findArticle(ctx, person, slugOf(request));
      if (article.slug !== slugOf(request)) {
        const query = request.originalUrl.split("?").slice(1).join("?");
        return response.redirect(301, pathOf(article.slug) + (query === "" ? "" : `?${query}`));
      }
      const words = readWords(request.query.q);
      const given = await givenBy(ctx, person, article);
      const reader = readerFrom(request.visit, request.headers);
      const view = randomUUID();
      const related = await relatedArticles(ctx, person, article);
      if (isReading(request)) {
        noteReading(ctx, reader, article, words, readVia(request.query.via), view);
        noteRelated(ctx, reader, related, view);
      }
      const proof = await proofOf(ctx, person, article.id);
      // "3 days ago" grows old by itself.
      const hour = proof && Math.floor(ctx.clock.now() / HOUR);
      const subscribed = await isSubscribed(ctx, person, "article", article.id);
      // Who writes sees who leads here, and that changes with every other article.
      const around = can(person, "knowledge.write") ? await knowledgeVersion(ctx) : null;
      if (answerUnchanged(request, response, article.id, article.version, given, hour, subscribed, around)) return;
      const token = pageToken(ctx, reader, view, article.slug);
      const shown = { article, words, given, pageToken: token, proof, isSubscribed: subscribed, related };
      show(request, response, articleView, await articlePage(ctx, person, shown));
    }),
    post("/articles/:slug/feedback", "knowledge.feedback", async (request, response) => {
      const slug = slugOf(request);
      const typed = readForm(feedbackForm, request.body);
      if (!typed.ok) throw badRequest(Object.values(typed.draft.errors)[0] ?? "Choose yes, partly or no.");
      const { reason, comment, ...answer } = typed.value;
      await giveFeedback(ctx, personOf(request), readerOn(request, slug), slug, {
        ...answer,
        reason: reason || null,
        comment: comment.trim() || null,
      });
      if (reason)
        leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "Saved. The authors will read it." });
      const words = readWords(request.query.q);
      seeOther(response, `/articles/${slug}${words === "" ? "" : `?q=${inAddress(words)}`}#feedback`);
    }),
    post("/articles/:slug/intent", "knowledge.feedback", async (request, response) => {
      const by = personOf(request);
      const { slug } = await findArticle(ctx, by, slugOf(request));
      noteIntent(ctx, readerOn(request, slug), by, { article: slug });
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: INTENT_KNOWN });
      seeOther(response, `/articles/${slug}`);
    }),
  ];
}

export const slugOf = (request: Request) => String(request.params.slug);
