import fc from "fast-check";
import type { Calendar, Window } from "#server/escalation/calendar.ts";
import { type Span, tidySpans } from "#server/escalation/spans.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";

/** Zones with every kind of oddity: none, half an hour of summer time, midnight changes, quarter hours. */
export const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Beirut",
  "Africa/Cairo",
  "America/Santiago",
  "Asia/Kathmandu",
  "Pacific/Chatham",
];

const FIRST = Date.UTC(2025, 0, 1);
const LAST = Date.UTC(2028, 0, 1);

/** The clock on the wall, read by the runtime's own formatter: knows nothing of offsets and pieces. */
const readers = new Map<string, Reader>();
export function wallClock(timeZone: string): Reader {
  const reader = readers.get(timeZone) ?? makeReader(timeZone);
  readers.set(timeZone, reader);
  return reader;
}

type Reader = (instant: number) => { date: string; weekday: number; minute: number };
function makeReader(timeZone: string): Reader {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    weekday: "short",
  });
  return (instant) => {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    return {
      date: `${parts.year}-${parts.month}-${parts.day}`,
      weekday: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(parts.weekday as string),
      minute: Number(parts.hour) * 60 + Number(parts.minute),
    };
  };
}

/** The oracle: looks at the wall clock once a minute and counts. Instants must lie on the minute. */
export function countMinutes(calendar: Calendar, from: number, to: number, pauses: readonly Span[] = []): number {
  const read = wallClock(calendar.timeZone);
  const exceptions = new Map(
    [...calendar.exceptions].map(([day, windows]) => [new Date(day * DAY).toISOString().slice(0, 10), windows]),
  );
  let minutes = 0;
  for (let instant = from; instant < to; instant += MINUTE) {
    if (pauses.some((pause) => pause.from <= instant && instant < pause.to)) continue;
    const { date, weekday, minute } = read(instant);
    const windows = exceptions.get(date) ?? calendar.week[weekday] ?? [];
    if (windows.some((window) => window.from <= minute && minute < window.to)) minutes++;
  }
  return minutes;
}

/** When the zone's offset changes, found by asking the wall clock. */
export function offsetChanges(timeZone: string, from = FIRST, to = LAST): number[] {
  const read = wallClock(timeZone);
  const offset = (instant: number) => {
    const { date, minute } = read(instant);
    return Date.parse(`${date}T00:00:00Z`) + minute * MINUTE - instant;
  };
  const changes: number[] = [];
  for (let at = from; at < to; at += 6 * HOUR) {
    if (offset(at) === offset(at + 6 * HOUR)) continue;
    let [low, high] = [at, at + 6 * HOUR];
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
      if (offset(middle) === offset(low)) low = middle;
      else high = middle;
    }
    changes.push(high);
  }
  return changes;
}

const changes = new Map(ZONES.map((zone) => [zone, offsetChanges(zone)]));

const window: fc.Arbitrary<Window> = fc
  .tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 1, max: 96 }), fc.integer({ min: 0, max: 14 }))
  .filter(([from, to]) => from < to)
  .map(([from, to, odd]) => ({ from: from * 15 + odd, to: to * 15 }));

export const windows = fc.oneof(
  { weight: 4, arbitrary: fc.array(window, { maxLength: 3 }).map(tidySpans) },
  { weight: 1, arbitrary: fc.constant<Window[]>([{ from: 0, to: 1440 }]) },
);

/** An instant on the minute; two times out of three within a day and a half of an offset change, if the zone has any. */
const instantIn = (timeZone: string): fc.Arbitrary<number> => {
  const anywhere = fc.integer({ min: FIRST / MINUTE, max: LAST / MINUTE }).map((minute) => minute * MINUTE);
  const near = changes.get(timeZone) ?? [];
  if (near.length === 0) return anywhere;
  const close = fc
    .tuple(fc.constantFrom(...near), fc.integer({ min: -2160, max: 2160 }))
    .map(([change, minutes]) => change + minutes * MINUTE);
  return fc.oneof({ weight: 2, arbitrary: close }, { weight: 1, arbitrary: anywhere });
};

/** A calendar with exceptions around an instant, and that instant. */
export const situation = (zones: readonly string[] = ZONES) =>
  fc.constantFrom(...zones).chain((timeZone) =>
    fc
      .tuple(
        fc.array(windows, { minLength: 7, maxLength: 7 }),
        instantIn(timeZone),
        fc.array(fc.tuple(fc.integer({ min: -3, max: 6 }), windows), { maxLength: 3 }),
      )
      .map(([week, instant, exceptions]) => {
        const day = Math.floor(instant / DAY);
        const calendar: Calendar = {
          timeZone,
          week,
          exceptions: new Map(exceptions.map(([days, windows]) => [day + days, windows])),
        };
        return { calendar, instant };
      }),
  );

export const minutesUpTo = (most: number) => fc.integer({ min: 0, max: most }).map((minutes) => minutes * MINUTE);

/** Pauses in the days after an instant, in any order; they may overlap, be empty, or begin before it. */
export const pausesAfter = (instant: number, most = 4) =>
  fc
    .array(fc.tuple(fc.integer({ min: -600, max: 6000 }), fc.integer({ min: 0, max: 3000 })), { maxLength: most })
    .map((all) =>
      all.map(([after, length]) => ({
        from: instant + after * MINUTE,
        to: instant + (after + length) * MINUTE,
      })),
    );
