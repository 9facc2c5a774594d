import { TEXTS_KEPT } from "#server/journeys/retention.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { moveCounter, readCounters } from "#server/platform/counters.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound } from "#server/platform/errors.ts";
import type { Article } from "./article.ts";
import { asTerm, isSaid } from "./asked.ts";
import {
  type AskedTable,
  addAsked,
  askedFor,
  dismissAsked,
  forgetAskedBefore,
  openingsAfter,
  type Step,
  stepsOf,
} from "./asked-store.ts";

const MARK = "knowledge.learnt-until";
const AT_ONCE = 50;
/** Events are written a moment after they happen. */
const SETTLED = MINUTE;
/** Searches so long before an article was opened led to it. */
const STRETCH = 10 * MINUTE;
/** What fewer than three people typed is shown to nobody. */
const LEAST_READERS = 3;
const MOST_OFFERED = 8;
const MOST_LOOKED_AT = 40;

/** The job: learns which words led to which article, and which had to be reworded first. */
export async function learnAskedWords(ctx: Context): Promise<boolean> {
  await forgetAskedBefore(ctx.db, ctx.clock.now() - TEXTS_KEPT);
  const from = (await readCounters(ctx, [MARK])).get(MARK) ?? 0;
  const openings = await openingsAfter(ctx.db, from, ctx.clock.now() - SETTLED, AT_ONCE);
  const last = openings.at(-1);
  if (!last) return false;
  // What happened in one instant is learnt together, so that the mark may stand behind it.
  const whole = openings.length < AT_ONCE ? openings : openings.filter(({ at }) => at < last.at);
  const some = whole.length > 0 ? whole : openings;
  const rows: Omit<AskedTable, "dismissed_at">[] = [];
  for (const { at, reader, articleId } of some)
    for (const { words, missed } of wordsBefore(await stepsOf(ctx.db, reader, at - STRETCH, at)))
      rows.push({ article_id: articleId, words, readers: 1, missed, last_reader: reader, last_at: at });
  await inTransaction(ctx, async (ctx) => {
    await addAsked(ctx.db, rows);
    await moveCounter(ctx, MARK, (some.at(-1)?.at ?? from) - from);
  });
  return openings.length === AT_ONCE;
}

/** The searches since an article was opened before this one: the last led here, the others were reworded. */
export function wordsBefore(steps: readonly Step[]): { words: string; missed: number }[] {
  const opened = steps.slice(0, -1).findLastIndex(({ type }) => type === "click");
  const searches = steps.slice(opened + 1).filter(({ type }) => type === "search");
  const words = searches.map(({ text }) => (text === null ? null : asTerm(text)));
  const found = new Map<string, number>();
  for (const [place, one] of words.entries())
    if (one !== null) found.set(one, place === words.length - 1 || one === words.at(-1) ? 0 : 1);
  return [...found].map(([one, missed]) => ({ words: one, missed }));
}

export type Offer = { words: string; readers: number; missed: number };

/** What askers say and the article does not, as its text stands in the editor. */
export async function offeredTerms(ctx: Context, article: Article, source: string): Promise<Offer[]> {
  const asked = await askedFor(ctx.db, article.id, LEAST_READERS, MOST_LOOKED_AT);
  const said = [article.title, ...article.facts.terms, ...termsIn(source)];
  return asked.filter(({ words }) => !isSaid(words, said)).slice(0, MOST_OFFERED);
}

/** The terms of a text that is being written; it need not be whole. */
const termsIn = (source: string): string[] =>
  /^terms:([\s\S]*?)^(?:\w|---)/m.exec(source)?.[1]?.split(/[,\n[\]]/) ?? [];

/** Words that are no term for this article; they are not offered again. */
export async function dismissTerm(ctx: Context, by: Person, article: Article, words: string): Promise<void> {
  if (!can(by, "knowledge.write")) throw notFound("article");
  await dismissAsked(ctx.db, article.id, words, ctx.clock.now());
}
