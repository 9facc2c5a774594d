import type { Context } from "#server/platform/context.ts";
import { type Book, timetableKnown } from "./book.ts";
import { runningByCalendar } from "./clock-store.ts";
import { deadline } from "./due.ts";
import { hoursOf } from "./hours.ts";
import { fromRow } from "./keeping.ts";
import type { Metric } from "./policy.ts";
import { readBook } from "./reading-book.ts";
import type { WrittenCalendar } from "./written-calendar.ts";

const MOST_CLOCKS = 20_000;

/** A due date that an edit would move, and what becomes of it. */
export type Move = {
  name: string;
  address: string;
  metric: Metric;
  before: number | null;
  after: number | null;
  /** "late": it would be late at once. "in time": it is late now and would not be; that it was late stays a fact. */
  turns: "late" | "in time" | null;
};

/** What an edit of a calendar would do to the clocks that run by it. Finished clocks never move. */
export async function previewEdit(
  ctx: Context,
  calendarId: number,
  written: WrittenCalendar,
  isForPast: boolean,
): Promise<{ moves: Move[]; looked: number }> {
  const now = ctx.clock.now();
  const { book } = await readBook(ctx);
  const hours = hoursOf(timetableKnown(withVersion(book, calendarId, written, isForPast, now), calendarId, now));
  const clocks = (await runningByCalendar(ctx.db, calendarId, MOST_CLOCKS)).map(fromRow);
  const moves = clocks.flatMap((clock): Move[] => {
    const { name, address, metric, dueAt: before, startedAt, targetMs, pauses } = clock;
    const after = deadline(hours, startedAt, targetMs, pauses);
    if (after === before) return [];
    const [wasLate, isLate] = [clock.breachedAt !== null, after !== null && after < now];
    return [{ name, address, metric, before, after, turns: isLate === wasLate ? null : isLate ? "late" : "in time" }];
  });
  return { moves, looked: clocks.length };
}

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
