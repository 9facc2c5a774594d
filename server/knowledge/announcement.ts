import { type Day, dayAt, readDay, writeDay } from "#server/escalation/days.ts";
import { offsetPieces } from "#server/escalation/zones.ts";
import { DAY } from "#server/platform/clock.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import type { Audience } from "./article.ts";

export type Announcement = {
  id: number;
  title: string;
  body: string;
  html: SafeHtml;
  audience: Audience;
  /** Shown from this moment to before that one. */
  fromAt: number;
  untilAt: number;
  author: string;
};

export const AUDIENCE_NAMES: Record<Audience, string> = {
  everyone: "Everyone",
  "signed-in": "Whoever is signed in",
  staff: "Staff only",
};

/** When a day begins where somebody lives. Days that begin twice or not at midnight begin at their first moment. */
export function startOfDay(timeZone: string, day: Day): number {
  const midnight = day * DAY;
  const pieces = offsetPieces(timeZone, midnight - DAY, midnight + DAY);
  for (const { from, to, offset } of pieces) {
    const at = midnight - offset;
    if (at < to) return Math.max(at, from);
  }
  return midnight;
}

/** The first and the last day on which it is shown, as its author writes them. */
export function daysOf({ fromAt, untilAt }: Pick<Announcement, "fromAt" | "untilAt">, timeZone: string) {
  const dayOf = (at: number) => writeDay(dayAt(at, offsetPieces(timeZone, at, at + 1)[0]?.offset ?? 0));
  return { from: dayOf(fromAt), until: dayOf(untilAt - 1) };
}

export type Span = { fromAt: number; untilAt: number };

/** Both days belong to it. Null where one of them is no date. */
export function readSpan(from: string, until: string, timeZone: string): Span | null {
  const [first, last] = [readDay(from), readDay(until)];
  if (first === null || last === null) return null;
  return { fromAt: startOfDay(timeZone, first), untilAt: startOfDay(timeZone, last + 1) };
}
