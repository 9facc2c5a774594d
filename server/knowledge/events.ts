import { randomUUID } from "node:crypto";
import { noteEvent, type Reader, recordEvent } from "#server/journeys/journal.ts";
import { normalised } from "#server/journeys/seen.ts";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import type { SearchAnswer } from "#server/search/search.ts";
import type { Audience } from "./article.ts";
import { PER_PAGE, type Question } from "./searching.ts";
import type { Helpful, Reason } from "./vote.ts";
import type { Via } from "./words.ts";

/** From which page or program, and whose articles were searched. */
type Asked = { source: string; audience: Audience };

/**
 * A finished search with what it found, nothing included; fragments of words still being typed never come here. The list
 * that was shown for it names it as its page.
 */
export function noteSearch(
  ctx: Context,
  reader: Reader,
  question: Question,
  answer: SearchAnswer & { swap?: number },
  { source, audience }: Asked,
): void {
  const { words, category, type, page } = question;
  const { total: results, answered } = answer;
  const query = randomUUID();
  const filters = { category, type, page };
  const search = { type: "search" as const, q: words, results, answered, source, audience, filters };
  noteEvent(ctx, reader, search, { id: query, page: query });
  const before = (page - 1) * PER_PAGE;
  const articles = answer.results.map(({ slug }, place): [string, number] => [slug, before + place + 1]);
  const drawn = answer.swap === undefined ? {} : { swap: answer.swap };
  if (articles.length > 0)
    noteEvent(ctx, reader, { type: "impression", list: "search", q: words, articles, ...drawn }, { page: query });
}

/**
 * An article was opened: from which list, and that it was seen. Choosing from the typing list ends a search. What is told
 * of the article later names this view as its page.
 */
export function noteReading(
  ctx: Context,
  reader: Reader,
  { slug, revision }: { slug: string; revision: number },
  words: string,
  via: Via | null,
  page: string = randomUUID(),
): void {
  if (via?.list === "suggest" && words !== "")
    noteEvent(ctx, reader, { type: "search", q: words, results: null, source: "suggest" }, { page });
  if (via) noteEvent(ctx, reader, { type: "click", article: slug, revision, list: via.list, rank: via.rank }, { page });
  noteEvent(ctx, reader, { type: "view", article: slug, revision }, { id: page, page });
}

/** What is named under an article to be read next, on the page on which the article is read. */
export function noteRelated(ctx: Context, reader: Reader, related: readonly { slug: string }[], page: string): void {
  const articles = related.map(({ slug }, place): [string, number] => [slug, place + 1]);
  if (articles.length > 0) noteEvent(ctx, reader, { type: "impression", list: "related", articles }, { page });
}

export const INTENT_KNOWN = "Good to know. What nobody asks cannot be seen any other way.";

/** "I was about to ask": said once about an article or a search and day, however often the button is pressed. */
export function noteIntent(ctx: Context, reader: Reader, by: Person, about: { article: string } | { q: string }): void {
  const day = Math.floor(ctx.clock.now() / DAY);
  const subject = "article" in about ? about.article : `search ${normalised(about.q)}`;
  const id = ctx.keys.sign("journal", `intent ${by.id} ${subject} ${day}`);
  noteEvent(ctx, reader, { type: "intent", ...about }, { id });
}

/** In the transaction that keeps the vote. A yes to "Did this solve it?" is a solved, said out loud. */
export async function recordVote(
  ctx: Context,
  reader: Reader,
  vote: { article: string; revision: number; helpful: Helpful; reason: Reason | null },
): Promise<void> {
  const { article, revision, helpful } = vote;
  await recordEvent(ctx, reader, { type: "vote", ...vote });
  if (helpful === "yes") await recordEvent(ctx, reader, { type: "solved", article, revision, where: "article" });
}
