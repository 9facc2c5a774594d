import type { Limits } from "./limits.ts";
import { isView, type Seen } from "./seen.ts";

/** Whether so long in front of an article of so many words means that it was read: F30, handed in from above. */
export type IsQualified = (read: { activeMs: number; words: number }) => boolean;

/** One view of an article. Without a script its time is only guessed from the next thing the reader did. */
export type Read = { article: string; at: number; activeMs: number; isEstimated: boolean; isQualified: boolean };

/** The longest articles need the longest look, so an unknown length asks for that. */
const UNKNOWN_LENGTH = 1_000_000;

export function readsOf(events: readonly Seen[], limits: Limits, isQualified: IsQualified): Read[] {
  return events.flatMap((event, place) => {
    if (!isView(event) || event.article === null) return [];
    const told = timeTold(events, place);
    const activeMs = told ?? guessed(events, place, limits);
    const words = event.data.words ?? UNKNOWN_LENGTH;
    const read = { article: event.article, at: event.at, activeMs, isEstimated: told === null };
    return [{ ...read, isQualified: isQualified({ activeMs, words }) }];
  });
}

/** The page's own word, which arrives when it is left: the next one about this article before it is opened again. */
function timeTold(events: readonly Seen[], place: number): number | null {
  const view = events[place] as Seen;
  if (view.data.activeMs !== undefined) return view.data.activeMs;
  const later = events.slice(place + 1).filter(({ article }) => article === view.article);
  const end = later.findIndex(isView);
  const own = (end < 0 ? later : later.slice(0, end)).filter(({ type }) => type === "reading");
  return own.length > 0 ? Math.max(...own.map(({ data }) => data.activeMs ?? 0)) : null;
}

/** Nobody knows how long the last page of a visit was looked at, so it is taken for no time at all. */
function guessed(events: readonly Seen[], place: number, limits: Limits): number {
  const view = events[place] as Seen;
  const next = events.slice(place + 1).find(({ type, at }) => type !== "reading" && at > view.at);
  return next ? Math.min(limits.longestEstimate, next.at - view.at) : 0;
}
