import { DAY, MINUTE } from "#server/platform/clock.ts";
import { type Calendar, windowsOn } from "./calendar.ts";
import { dayAt } from "./days.ts";
import { clipSpans, type Span } from "./spans.ts";
import { type OffsetPiece, offsetPieces } from "./zones.ts";

/** Which calendar applies from when on. In order; the first applies from the beginning of time. */
export type Timetable = readonly { from: number; calendar: Calendar }[];

/**
 * Calendars as instants: from `starts[i]` to before `ends[i]` (ms UTC) it is open, and `sums[i]` ms were open before
 * that. In order, none touching the next. Holds for the time from `from` to `to` only.
 */
export type Opening = { from: number; to: number; starts: number[]; ends: number[]; sums: number[] };

/**
 * Lists when it is open between two instants. Time is cut at each change of the zone's offset; within a piece
 * the windows of each local date are shifted by that offset and clipped to the piece. So an instant is open exactly
 * when the clock on the wall reads a time within a window of the date it shows: an hour that is skipped is not
 * counted, one that comes twice is counted twice.
 *
 * Turning each opening and closing time into an instant instead is wrong where the clock goes back between the two:
 * 01:00 to 02:30 in Berlin on 2026-10-25 would be 2.5 hours, and is 2.
 */
export function listOpening(timetable: Timetable, from: number, to: number): Opening {
  const opening: Opening = { from, to, starts: [], ends: [], sums: [] };
  for (const [place, { calendar, from: since }] of timetable.entries()) {
    const until = timetable[place + 1]?.from ?? to;
    for (const piece of offsetPieces(calendar.timeZone, Math.max(from, since), Math.min(to, until)))
      addPiece(opening, calendar, piece);
  }
  let sum = 0;
  for (const [place, start] of opening.starts.entries()) {
    opening.sums.push(sum);
    sum += (opening.ends[place] as number) - start;
  }
  return opening;
}

function addPiece(opening: Opening, calendar: Calendar, { from, to, offset }: OffsetPiece): void {
  const last = dayAt(to - 1, offset);
  for (let day = dayAt(from, offset); day <= last; day++) {
    const midnight = day * DAY - offset;
    for (const window of windowsOn(calendar, day))
      addOpen(opening, Math.max(from, midnight + window.from * MINUTE), Math.min(to, midnight + window.to * MINUTE));
  }
}

function addOpen({ starts, ends }: Opening, from: number, to: number): void {
  if (from >= to) return;
  if (ends.at(-1) === from) ends[ends.length - 1] = to;
  else {
    starts.push(from);
    ends.push(to);
  }
}

/** Open milliseconds from the beginning of the opening to an instant. */
export function openBefore({ starts, ends, sums }: Opening, instant: number): number {
  const place = lastAtOrBefore(starts, instant);
  if (place < 0) return 0;
  return (sums[place] as number) + Math.min(instant, ends[place] as number) - (starts[place] as number);
}

/** The first instant before which `sum` ms were open; null when the opening has not that many. `sum` must be over 0. */
export function whenOpenFor({ starts, ends, sums }: Opening, sum: number): number | null {
  const place = lastBefore(sums, sum);
  if (place < 0) return null;
  const instant = (starts[place] as number) + sum - (sums[place] as number);
  return instant <= (ends[place] as number) ? instant : null;
}

/** When it is open between two instants within the opening. */
export function openSpans({ starts, ends }: Opening, from: number, to: number): Span[] {
  const first = Math.max(lastAtOrBefore(starts, from), 0);
  const last = lastBefore(starts, to);
  const spans = starts
    .slice(first, last + 1)
    .map((start, place) => ({ from: start, to: ends[first + place] as number }));
  return clipSpans(spans, from, to);
}

const lastAtOrBefore = (sorted: number[], value: number) => lastWhere(sorted, (one) => one <= value);
const lastBefore = (sorted: number[], value: number) => lastWhere(sorted, (one) => one < value);

/** The last place at which `holds` is true, where it is true up to some place and never after; -1 when nowhere. */
function lastWhere(sorted: number[], holds: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
