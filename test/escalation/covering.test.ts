import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Calendar } from "#server/escalation/calendar.ts";
import { earliest, followedBy, later, latest, sameTime, valueAt } from "#server/escalation/course.ts";
import { atOnce, type CoveredStep, coverage, type Listener, type Setup } from "#server/escalation/covering.ts";
import { hoursOf } from "#server/escalation/hours.ts";
import { onCall, type Rota } from "#server/escalation/rota.ts";
import { turnsOf } from "#server/escalation/shifts.ts";
import type { Span } from "#server/escalation/spans.ts";
import { readCalendar } from "#server/escalation/written-calendar.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { situation, wallClock, ZONES } from "./calendars.ts";

const BIZ = { days: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" };
const berlin = hoursOf(readCalendar({ timeZone: "Europe/Berlin", windows: [BIZ], exceptions: [] }));
const present = (...away: Span[]): Listener => ({ channel: atOnce, away });
const step = (afterMinutes: number, wishes: Partial<CoveredStep> = {}): CoveredStep => ({
  ...{ afterMinutes, counts: "business", listeners: [present()], rotas: [], ...wishes },
});
const wait = (setup: Setup, asked: string) => {
  const at = Date.parse(asked);
  return (valueAt(coverage(setup, at - DAY, at + 7 * DAY), at) - at) / MINUTE;
};

test("whoever asks in the night waits for the morning, or for whoever is on call", () => {
  const office: Setup = { hours: berlin, opening: [present()], steps: [step(30)], fallback: [] };
  assert.equal(wait(office, "2026-06-09T08:00Z"), 0);
  assert.equal(wait(office, "2026-06-09T20:00Z"), 11 * 60);
  assert.equal(wait(office, "2026-06-12T15:00Z"), 64 * 60, "Friday at 17:00 until Monday at 9:00");
  const night = [{ from: 0, to: Date.parse("2026-12-01T00:00Z"), channel: atOnce }];
  const called = step(10, { counts: "calendar", listeners: [], rotas: [night] });
  assert.equal(wait({ ...office, steps: [called] }, "2026-06-09T20:00Z"), 10);
  const nobody = step(10, { counts: "calendar", listeners: [], rotas: [[]] });
  const next = step(20, { counts: "calendar", listeners: [], rotas: [night] });
  assert.equal(
    wait({ ...office, steps: [nobody, next] }, "2026-06-09T20:00Z"),
    10,
    "a step without anybody does not wait",
  );
});

test("who is away does not hear; where everybody is, the next step does, and in the end those who are there for it", () => {
  const away = { from: Date.parse("2026-06-09T00:00Z"), to: Date.parse("2026-06-10T00:00Z") };
  const gone: Setup = { hours: berlin, opening: [present(away)], steps: [step(30), step(60)], fallback: [] };
  assert.equal(wait(gone, "2026-06-09T08:00Z"), 30);
  const alone = { ...gone, steps: [step(30, { listeners: [present(away)] })] };
  assert.equal(wait(alone, "2026-06-09T08:00Z"), 23 * 60, "until they are back");
  const empty = { ...gone, opening: [], steps: [step(30, { listeners: [] })] };
  assert.equal(wait(empty, "2026-06-09T08:00Z"), Infinity);
  assert.equal(wait({ ...empty, fallback: [present()] }, "2026-06-09T08:00Z"), 30);
});

test("those who hear at the end hear after the last step, whoever was told before", () => {
  const away = { from: Date.parse("2026-06-09T00:00Z"), to: Date.parse("2026-06-10T00:00Z") };
  const ends: Setup = {
    ...{ hours: berlin, opening: [], fallback: [present()], endsWithThem: true },
    steps: [step(30, { listeners: [present(away)] }), step(60, { listeners: [present(away)] })],
  };
  assert.equal(wait(ends, "2026-06-09T08:00Z"), 90);
  assert.equal(wait({ ...ends, endsWithThem: false }, "2026-06-09T08:00Z"), 23 * 60);
});

test("a deputy hears in place of who is away, unless they are away as well", () => {
  const [from, to] = [Date.parse("2026-06-09T00:00Z"), Date.parse("2026-06-11T00:00Z")];
  const noon = Date.parse("2026-06-09T12:00Z");
  const setup = (deputyAway: Span[]): Setup => ({
    ...{ hours: berlin, opening: [], fallback: [] },
    steps: [step(30, { listeners: [{ channel: atOnce, away: [{ from, to, deputy: present(...deputyAway) }] }] })],
  });
  assert.equal(wait(setup([]), "2026-06-09T08:00Z"), 30);
  assert.equal(wait(setup([{ from: noon, to }]), "2026-06-09T08:00Z"), 30);
  assert.equal(wait(setup([{ from: noon, to }]), "2026-06-09T12:00Z"), 43 * 60, "until one of them is back");
});

test("a target used up just as it closes is due then, and a moment later next morning", () => {
  const law = step(60);
  const course = coverage(
    { hours: berlin, opening: [], steps: [law], fallback: [] },
    Date.parse("2026-06-09T00:00Z"),
    Date.parse("2026-06-10T00:00Z"),
  );
  const atFour = Date.parse("2026-06-09T14:00Z");
  assert.equal(new Date(valueAt(course, atFour - 1)).toISOString(), "2026-06-09T14:59:59.999Z");
  assert.equal(
    new Date(valueAt(course, atFour)).toISOString(),
    "2026-06-10T07:00:00.000Z",
    "fired as it closed, heard when it opens",
  );
});

/** The same, minute by minute, by somebody who only looks at the clock on the wall. */
function heardByLooking(look: Looked, asked: number, until: number): number {
  const { isOpen, steps, opening, fallback, ends } = look;
  const reach = (listeners: readonly Span[][], rota: Turned | null, at: number): number => {
    if (rota && rota(at) !== null) return at;
    for (let minute = at; minute < until; minute += MINUTE)
      if (isOpen(minute) && listeners.some((away) => !away.some(({ from, to }) => from <= minute && minute < to)))
        return minute;
    return Infinity;
  };
  let heard = reach(opening, null, asked);
  let at = asked;
  let isEmpty = false;
  const tellsNobody = ({ away, rota }: LookedStep) => away.length === 0 && (rota === null || rota(at) === null);
  for (const [place, one] of steps.entries()) {
    let left = isEmpty ? 0 : one.afterMinutes;
    for (; left > 0 && at < until; at += MINUTE) if (one.counts === "calendar" || isOpen(at)) left -= 1;
    if (left > 0) return heard;
    heard = Math.min(heard, reach(one.away, one.rota, at));
    if (place === 0 && steps.every(tellsNobody)) heard = Math.min(heard, reach(fallback, null, at));
    isEmpty = tellsNobody(one);
  }
  return ends ? Math.min(heard, reach(fallback, null, at)) : heard;
}

type Turned = (at: number) => number | null;
type LookedStep = { afterMinutes: number; counts: "business" | "calendar"; away: Span[][]; rota: Turned | null };
type Looked = {
  isOpen(at: number): boolean;
  opening: Span[][];
  steps: LookedStep[];
  fallback: Span[][];
  ends: boolean;
};

const lookAt = (calendar: Calendar) => {
  const read = wallClock(calendar.timeZone);
  const seen = new Map<number, boolean>();
  const look = (at: number) => {
    const { weekday, minute } = read(at);
    return (calendar.week[weekday] ?? []).some(({ from, to }) => from <= minute && minute < to);
  };
  return (at: number) => {
    const isOpen = seen.get(at) ?? look(at);
    seen.set(at, isOpen);
    return isOpen;
  };
};

const span = (start: number) =>
  fc.tuple(fc.integer({ min: -600, max: 3000 }), fc.integer({ min: 1, max: 2000 })).map(([from, length]) => ({
    from: start + from * MINUTE,
    to: start + (from + length) * MINUTE,
  }));

const rotaIn = (timeZone: string, day: string): fc.Arbitrary<Rota> =>
  fc
    .record({
      members: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
      isNightly: fc.boolean(),
    })
    .map(({ members, isNightly }) => ({
      ...{ name: "Turns", timeZone },
      layers: [
        {
          ...{ startsOn: day, handOver: "09:30", lengthDays: 1, members },
          hours: isNightly ? [{ from: "22:15", to: "06:00" }] : [],
        },
      ],
    }));

test("coverage is what somebody counts who looks at the clock on the wall every minute, in every zone", () => {
  let segments = 0;
  fc.assert(
    fc.property(
      situation(ZONES).chain(({ calendar, instant: start }) => {
        const day = new Date(start - 2 * DAY).toISOString().slice(0, 10);
        const listeners = fc.array(fc.array(span(start), { maxLength: 2 }), { maxLength: 2 });
        return fc.record({
          calendar: fc.constant(calendar),
          start: fc.constant(Math.floor(start / MINUTE) * MINUTE),
          opening: listeners,
          fallback: listeners,
          ends: fc.boolean(),
          absences: fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), span(start)), { maxLength: 2 }),
          rota: rotaIn(calendar.timeZone, day),
          steps: fc.array(
            fc.record({
              // As long as a whole window is open, it is used up just as one begins.
              afterMinutes: fc.oneof(
                fc.integer({ min: 0, max: 200 }),
                fc.constantFrom(0, ...calendar.week.flat().map(({ from, to }) => to - from)),
              ),
              counts: fc.constantFrom("business" as const, "calendar" as const),
              away: listeners,
              hasRota: fc.boolean(),
            }),
            { minLength: 1, maxLength: 3 },
          ),
        });
      }),
      fc.array(fc.integer({ min: 0, max: 2 * 1440 - 1 }), { minLength: 12, maxLength: 12 }),
      ({ calendar, start, opening, absences, rota, steps, fallback, ends }, minutes) => {
        const exceptions = {
          overrides: [],
          absences: absences.map(([personId, one]) => ({ ...one, personId, deputyId: null })),
        };
        const until = start + 6 * DAY;
        const turns = turnsOf(rota, exceptions, start - DAY, until + 60 * DAY).map(({ personId, ...one }) => ({
          ...{ ...one, channel: personId === null ? null : atOnce },
        }));
        const listenersOf = (all: Span[][]) => all.map((away) => present(...away));
        const plain = { ...calendar, exceptions: new Map() };
        const course = coverage(
          {
            hours: hoursOf(plain),
            opening: listenersOf(opening),
            steps: steps.map(({ afterMinutes, counts, away, hasRota }) => ({
              ...{ afterMinutes, counts, listeners: listenersOf(away), rotas: hasRota ? [turns] : [] },
            })),
            fallback: listenersOf(fallback),
            endsWithThem: ends,
          },
          start,
          start + 2 * DAY,
        );
        segments += course.length;
        const look: Looked = {
          ...{ isOpen: lookAt(plain), opening, fallback, ends },
          steps: steps.map(({ hasRota, ...one }) => ({
            ...{ ...one, rota: hasRota ? (at: number) => onCall(rota, exceptions, at) : null },
          })),
        };
        for (const minute of minutes) {
          const asked = start + minute * MINUTE;
          const [counted, looked] = [valueAt(course, asked), heardByLooking(look, asked, until)];
          if (looked !== Infinity || counted < until)
            assert.equal(counted, looked, `${new Date(asked).toISOString()} in ${calendar.timeZone}`);
        }
      },
    ),
    { numRuns: 60 },
  );
  assert.ok(segments > 200, `${segments} pieces`);
});

test("a step that goes by a promise is taken at its moment, and not before the one before it", () => {
  const half = step(0, { at: { hours: berlin, target: 120 * MINUTE } });
  const setup: Setup = { hours: berlin, opening: [], steps: [step(30, { listeners: [] }), half], fallback: [] };
  assert.equal(wait(setup, "2026-06-09T08:00Z"), 120);
  assert.equal(wait({ ...setup, steps: [step(180, { listeners: [], rotas: [[]] }), half] }, "2026-06-09T08:00Z"), 180);
});

test("of two courses the earlier one counts at every instant, and where the one is later is exact", () => {
  const course = fc
    .array(
      fc.record({
        length: fc.integer({ min: 1, max: 50 }),
        ahead: fc.integer({ min: 0, max: 80 }),
        moves: fc.boolean(),
      }),
      {
        minLength: 1,
        maxLength: 8,
      },
    )
    .map((pieces) => {
      let from = 0;
      return pieces.map(({ length, ahead, moves }) => {
        const piece = { from, to: from + length, at: from + ahead, moves };
        from += length;
        return piece;
      });
    });
  fc.assert(
    fc.property(course, course, (one, other) => {
      const end = Math.min(one.at(-1)?.to ?? 0, other.at(-1)?.to ?? 0);
      const [first, last, late] = [earliest(one, other), latest(one, other), later(one, other)];
      for (let at = 0; at < end; at++) {
        const [a, b] = [valueAt(one, at), valueAt(other, at)];
        assert.equal(valueAt(first, at), Math.min(a, b));
        assert.equal(valueAt(last, at), Math.max(a, b));
        assert.equal(
          late.some(({ from, to }) => from <= at && at < to),
          a > b,
        );
      }
    }),
    { numRuns: 300 },
  );
  const jump = { at: (at: number) => (at < HOUR ? HOUR : at), breaksIn: () => [HOUR] };
  assert.deepEqual(followedBy(sameTime(0, 2 * HOUR), jump), [
    { from: 0, to: HOUR, at: HOUR, moves: false },
    { from: HOUR, to: 2 * HOUR, at: HOUR, moves: true },
  ]);
});
