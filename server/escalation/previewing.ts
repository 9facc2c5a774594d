import type { Context } from "#server/platform/context.ts";
import { type Book, timetableKnown } from "./book.ts";
import { unfinishedByCalendar } from "./clock-store.ts";
import { deadline } from "./due.ts";
import { hoursOf } from "./hours.ts";
import { fromRow } from "./keeping.ts";
import type { Metric } from "./policy.ts";
import { readBook } from "./reading-book.ts";
import type { WrittenCalendar } from "./written-calendar.ts";

const MOST_CLOCKS = 20_000;

/** A due date that an edit would move, or a promise that would be missed or kept by it. */
export type Move = {
  name: string;
  address: string;
  metric: Metric;
  before: number | null;
  after: number | null;
  isPaused: boolean;
  /** "late": it would be late at once. "in time": it is late now and would not be; that it was late stays a fact. */
  turns: "late" | "in time" | null;
};

/**
 * What an edit of a calendar would do to the clocks that go by it, what is late by it first. Finished clocks never move;
 * one that is paused has no due date, yet its time may turn out to have been used up before.
 */
export async function previewEdit(
  ctx: Context,
  calendarId: number,
  written: WrittenCalendar,
  isForPast: boolean,
): Promise<{ moves: Move[]; looked: number }> {
  const now = ctx.clock.now();
  const { book } = await readBook(ctx);
  const hours = hoursOf(timetableKnown(withVersion(book, calendarId, written, isForPast, now), calendarId, now));
  const clocks = (await unfinishedByCalendar(ctx.db, calendarId, MOST_CLOCKS)).map(fromRow);
  const moves = clocks.flatMap((clock): Move[] => {
    const { name, address, metric, dueAt: before, startedAt, targetMs, pauses } = clock;
    const after = deadline(hours, startedAt, targetMs, pauses);
    const [wasLate, isLate] = [clock.breachedAt !== null, after !== null && after < now];
    const turns = isLate === wasLate ? null : isLate ? "late" : "in time";
    const isPaused = clock.state === "paused";
    if (turns === null && (isPaused || after === before)) return [];
    return [{ name, address, metric, before, after, isPaused, turns }];
  });
  return { moves: moves.sort((a, b) => RANK[a.turns ?? "none"] - RANK[b.turns ?? "none"]), looked: clocks.length };
}

const RANK = { late: 0, "in time": 1, none: 2 };

const withVersion = (
  book: Book,
  calendarId: number,
  written: WrittenCalendar,
  isForPast: boolean,
  now: number,
): Book => ({
  ...book,
  calendars: [
    ...book.calendars,
    { calendarId, no: Number.MAX_SAFE_INTEGER, madeAt: now, appliesFrom: isForPast ? null : now, written },
  ],
});
