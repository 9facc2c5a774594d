import type { Limits } from "./limits.ts";
import { isView, type Seen } from "./seen.ts";

/** Whether so long in front of an article of so many words means that it was read: F30, handed in from above. */
export type IsQualified = (read: { activeMs: number; words: number }) => boolean;

/**
 * One view of an article. Without a script its time is only guessed from the next thing the reader did, and nothing is
 * known of how far down it was seen, in per cent, and how often code was copied out of it.
 */
export type Read = {
  article: string;
  at: number;
  activeMs: number;
  isEstimated: boolean;
  isQualified: boolean;
  scroll?: number;
  copied?: number;
};

/** The longest articles need the longest look, so an unknown length asks for that. */
const UNKNOWN_LENGTH = 1_000_000;

export function readsOf(events: readonly Seen[], limits: Limits, isQualified: IsQualified): Read[] {
  return events.flatMap((event, place) => {
    if (!isView(event) || event.article === null) return [];
    const reports = reportsOf(events, place);
    const told = event.data.activeMs ?? most(reports, "activeMs");
    const activeMs = told ?? guessed(events, place, limits);
    const words = event.data.words ?? UNKNOWN_LENGTH;
    const read = { article: event.article, at: event.at, activeMs, isEstimated: told === undefined };
    return [{ ...read, isQualified: isQualified({ activeMs, words }), ...beside(reports) }];
  });
}

/** The page's own word, which arrives when it is left: what comes about this article before it is opened again. */
function reportsOf(events: readonly Seen[], place: number): Seen["data"][] {
  const view = events[place] as Seen;
  const later = events.slice(place + 1).filter(({ article }) => article === view.article);
  const end = later.findIndex(isView);
  const own = (end < 0 ? later : later.slice(0, end)).filter(({ type }) => type === "reading");
  return own.map(({ data }) => data);
}

/** Pages tell sums, so the largest is the last; undefined where none was told. */
function most(reports: readonly Seen["data"][], field: "activeMs" | "scroll" | "copied"): number | undefined {
  const told = reports.flatMap((report) => report[field] ?? []);
  return told.length > 0 ? Math.max(...told) : undefined;
}

function beside(reports: readonly Seen["data"][]): Pick<Read, "scroll" | "copied"> {
  const [scroll, copied] = [most(reports, "scroll"), most(reports, "copied")];
  return { ...(scroll === undefined ? {} : { scroll }), ...(copied ? { copied } : {}) };
}

/** Nobody knows how long the last page of a visit was looked at, so it is taken for no time at all. */
function guessed(events: readonly Seen[], place: number, limits: Limits): number {
  const view = events[place] as Seen;
  const next = events.slice(place + 1).find(({ type, at }) => type !== "reading" && at > view.at);
  return next ? Math.min(limits.longestEstimate, next.at - view.at) : 0;
}
