import { DAY, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { countOften } from "./often.ts";
import { helpfulSince, searchesSince } from "./popular-store.ts";

const KEPT = 10 * MINUTE;
const SEARCHES_FROM = 14 * DAY;
const VOTES_FROM = 28 * DAY;
const MOST_SEARCHES = 3000;
/** Fewer voices say more about who spoke than about the article. */
const LEAST_VOTES = 3;
/** More than are shown: some may not be open to whoever looks. */
const KEPT_ARTICLES = 30;

export type Useful = { slug: string; votes: number; helped: number };
export type Popular = { often: string[]; useful: Useful[] };

/** What many look for and what helps most. The same for everybody, so it is found out once in ten minutes. */
export function rememberPopular(ctx: Context): () => Promise<Popular> {
  let known: { popular: Promise<Popular>; at: number } | undefined;
  return () => {
    const now = ctx.clock.now();
    if (!known || now - known.at > KEPT) {
      const popular = findPopular(ctx, now);
      known = { popular, at: now };
      // A failure is not kept for ten minutes.
      popular.catch(() => {
        known = undefined;
      });
    }
    return known.popular;
  };
}

async function findPopular(ctx: Context, now: number): Promise<Popular> {
  const searches = await searchesSince(ctx.db, now - SEARCHES_FROM, MOST_SEARCHES);
  const articles = await helpfulSince(ctx.db, now - VOTES_FROM, LEAST_VOTES, KEPT_ARTICLES);
  return {
    often: countOften(searches),
    useful: articles
      .map(({ slug, votes, helped }) => ({ slug, votes: Number(votes), helped: Number(helped) }))
      .filter(({ votes, helped }) => helped * 2 >= votes),
  };
}
