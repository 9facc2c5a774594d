import { leaveFlash } from "#server/http/flash.ts";
import { isReading } from "#server/http/reading.ts";
import { seeOther, sendHtml, show, siteOf } from "#server/http/show.ts";
import { readerFrom } from "#server/journeys/journal.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { audienceOf } from "./audience.ts";
import { INTENT_KNOWN, noteIntent, noteSearch } from "./events.ts";
import { searchPage, searchView } from "./search-page.ts";
import { readQuestion, searchArticles, searchWhileTyping } from "./searching.ts";
import { SUGGESTED, suggestionPiece, suggestions } from "./suggestions.ts";
import { perhapsSwapped } from "./swapping.ts";
import { inAddress, readWords } from "./words.ts";

export function searchRoutes(ctx: Context): PortalRoute[] {
  return [
    get("/search", "knowledge.search", async (request, response) => {
      const { person } = request.visit;
      const question = readQuestion(readWords(request.query.q), request.query);
      const reader = readerFrom(request.visit, request.headers);
      const answer = await perhapsSwapped(ctx, reader, question, searchArticles(ctx, person, question));
      const asked = { source: "page", audience: audienceOf(person) };
      // Whoever comes back from the button below the results has searched once.
      const isBack = request.query.said === "intent";
      if (question.words !== "" && !isBack && isReading(request)) noteSearch(ctx, reader, question, answer, asked);
      show(request, response, searchView, await searchPage(ctx, person, question, answer, isBack));
    }),
    post("/search/intent", "knowledge.feedback", (request, response) => {
      const words = readWords(request.body?.q);
      if (words === "") throw badRequest("Search for something first.");
      noteIntent(ctx, readerFrom(request.visit, request.headers), personOf(request), { q: words });
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: INTENT_KNOWN });
      seeOther(response, `/search?q=${inAddress(words)}&said=intent`);
    }),
    get("/search.json", "knowledge.search", (request, response) => {
      const question = readQuestion(readWords(request.query.q), request.query);
      const { person } = request.visit;
      const answer = searchArticles(ctx, person, question);
      const asked = { source: "json", audience: audienceOf(person) };
      if (question.words !== "" && isReading(request))
        noteSearch(ctx, readerFrom(request.visit, request.headers), question, answer, asked);
      const results = answer.results.map(({ slug, title, score }) => ({ slug, title, score }));
      response.json({ results, answered: answer.answered });
    }),
    get("/search/suggest", "knowledge.search", async (request, response) => {
      const { person } = request.visit;
      const words = readWords(request.query.q);
      const answer = searchWhileTyping(ctx, person, words, SUGGESTED);
      const page = await suggestions(ctx, readerFrom(request.visit, request.headers), person, words, answer);
      sendHtml(request, response, suggestionPiece(page, siteOf(response)));
    }),
  ];
}
