import type { Context } from "#server/platform/context.ts";
import { verifiedArticles, votesByArticle } from "./search-store.ts";

/** A few votes say little: each article starts with four that cancel out. */
const CANCELLED = 4;
/** Of a whole: what readers said, that somebody vouches for it, that somebody did and the time is over. */
const SHARES = { votes: 0.7, vouched: 0.3, overdue: -0.15 };

/**
 * The job: teaches the search how articles stand, -1 to 1, by votes on the revision that is shown and by verification.
 * It reorders near-equals and nothing else.
 */
export async function learnStandings(ctx: Context): Promise<boolean> {
  const now = ctx.clock.now();
  const standings = new Map<string, number>();
  for (const { slug, yes, no, all } of await votesByArticle(ctx.db))
    standings.set(slug, (SHARES.votes * (Number(yes) - Number(no))) / (Number(all) + CANCELLED));
  for (const { slug, until } of await verifiedArticles(ctx.db)) {
    const isGood = until === null || until > now;
    standings.set(slug, (standings.get(slug) ?? 0) + (isGood ? SHARES.vouched : SHARES.overdue));
  }
  ctx.search.learnStandings(standings);
  return false;
}
