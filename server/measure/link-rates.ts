import { partOf } from "./figures.ts";
import { wilsonInterval } from "./proportion.ts";

/** Closed tickets, those with an article linked, and those of them whose article is older than the ticket. */
export type LinkCounts = { closed: number; linked: number; known: number };

export type LinkRates = {
  linkRate: number;
  low: number;
  high: number;
  /** Of the linked: known when asked, and new. Null while nothing is linked. */
  knownRate: number | null;
  newRate: number | null;
};

/** F28: link rate with Wilson's interval, known and new rate (KCS v6). Never a target for single agents: forcing it corrupts it. */
export function linkRates({ closed, linked, known }: LinkCounts, level = 0.95): LinkRates {
  const { share, low, high } = wilsonInterval({ successes: linked, trials: closed }, level);
  if (linked === 0) return { linkRate: share, low, high, knownRate: null, newRate: null };
  partOf("The number of tickets with an older article", known, linked);
  return { linkRate: share, low, high, knownRate: known / linked, newRate: 1 - known / linked };
}
