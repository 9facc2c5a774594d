import assert from "node:assert/strict";
import fc from "fast-check";
import { type Span, tidySpans } from "#server/escalation/spans.ts";
import { DAY, HOUR, MINUTE, WEEK } from "#server/platform/clock.ts";
import { countMinutes, minutesUpTo, pausesAfter, situation, windows } from "./calendars.ts";
import { asLaw, type Law } from "./law.ts";

/** What is put to the test: the real thing, or one with a defect planted in it. */
export type CalendarRules = Pick<
  typeof import("#server/escalation/due.ts"),
  "deadline" | "elapsedTime" | "openTime" | "warning" | "HORIZON"
> &
  Pick<typeof import("#server/escalation/hours.ts"), "hoursOf">;

const DUE = situation().chain((one) =>
  fc.record({
    calendar: fc.constant(one.calendar),
    start: fc.nat(MINUTE - 1).map((ms) => one.instant + ms),
    target: fc.oneof(
      fc.integer({ min: 1, max: 40 * HOUR }),
      fc.integer({ min: 1, max: 40 * 60 }).map((m) => m * MINUTE),
    ),
    pauses: pausesAfter(one.instant),
  }),
);

const earlier = (one: number | null, other: number | null) => (one ?? Infinity) <= (other ?? Infinity);
const inDays = fc.tuple(situation(), minutesUpTo(4 * 1440));
const withPauses = situation().chain((one) =>
  fc.tuple(fc.constant(one), minutesUpTo(4 * 1440), pausesAfter(one.instant)),
);
const steady = situation(["UTC", "Asia/Kathmandu"]).chain((one) =>
  fc.tuple(fc.constant(one), minutesUpTo(40 * 60), pausesAfter(one.instant)),
);

/** Each by its name in the specification, and what it says. */
export const CALENDAR_LAWS = {
  "P1: open time is what somebody counts who looks at the clock once a minute": ({ openTime, hoursOf }) =>
    asLaw(
      fc.property(inDays, ([{ calendar, instant }, length]) => {
        const counted = countMinutes(calendar, instant, instant + length);
        assert.equal(openTime(hoursOf(calendar), instant, instant + length), counted * MINUTE);
      }),
    ),

  "P1 holds with pauses": ({ elapsedTime, hoursOf }) =>
    asLaw(
      fc.property(withPauses, ([{ calendar, instant }, length, pauses]) => {
        const counted = countMinutes(calendar, instant, instant + length, pauses);
        assert.equal(elapsedTime(hoursOf(calendar), instant, instant + length, pauses), counted * MINUTE);
      }),
    ),

  "P2: open time is additive, and never longer than the time itself": ({ openTime, hoursOf }) =>
    asLaw(
      fc.property(fc.tuple(situation(), fc.nat(9 * DAY), fc.nat(9 * DAY)), ([{ calendar, instant }, one, other]) => {
        const hours = hoursOf(calendar);
        const [middle, end] = [instant + one, instant + one + other];
        const whole = openTime(hours, instant, end);
        assert.equal(whole, openTime(hours, instant, middle) + openTime(hours, middle, end));
        assert.ok(whole >= 0 && whole <= one + other);
      }),
    ),

  "P3: at its deadline a target is used up, and a millisecond before it is not": (rules) =>
    asLaw(
      fc.property(DUE, ({ calendar, start, target, pauses }) => {
        const { deadline, elapsedTime, HORIZON } = rules;
        const hours = rules.hoursOf(calendar);
        const due = deadline(hours, start, target, pauses);
        if (due === null) {
          const end = Math.max(start, ...pauses.map(({ to }) => to)) + HORIZON;
          assert.ok(elapsedTime(hours, start, end, pauses) < target);
          return;
        }
        assert.equal(elapsedTime(hours, start, due, pauses), target);
        assert.ok(elapsedTime(hours, start, due - 1, pauses) < target);
      }),
    ),

  "P3 by looking: a deadline found late in the day is one the oracle agrees with": ({ deadline, hoursOf }) =>
    asLaw(
      fc.property(DUE, ({ calendar, start, target, pauses }) => {
        const [from, minutes] = [Math.floor(start / MINUTE) * MINUTE, Math.ceil(target / 20 / MINUTE)];
        const due = deadline(hoursOf(calendar), from, minutes * MINUTE, pauses);
        if (due === null || due - from > 8 * DAY) return;
        assert.equal(countMinutes(calendar, from, due, pauses), minutes);
      }),
    ),

  "P4: taking a pause away never makes a deadline later": ({ deadline, hoursOf }) =>
    asLaw(
      fc.property(DUE, fc.nat(3), ({ calendar, start, target, pauses }, place) => {
        const hours = hoursOf(calendar);
        const fewer = pauses.filter((_, at) => at !== place);
        assert.ok(earlier(deadline(hours, start, target, fewer), deadline(hours, start, target, pauses)));
      }),
    ),

  "P5: a pause in closed time changes nothing": ({ deadline, hoursOf }) =>
    asLaw(
      fc.property(DUE, ({ calendar, start, target, pauses }) => {
        const hours = hoursOf(calendar);
        const opening = hours(start, start + 10 * DAY);
        const closed: Span[] = opening.ends.map((end, at) => ({ from: end, to: opening.starts[at + 1] ?? end }));
        const more = [...pauses, ...closed.slice(0, 20)];
        assert.equal(deadline(hours, start, target, more), deadline(hours, start, target, pauses));
      }),
    ),

  "P8: in a zone without summer time, everything a week later is due a week later": ({ deadline, hoursOf }) =>
    asLaw(
      fc.property(steady, ([{ calendar, instant }, target, pauses]) => {
        const later = (span: Span) => ({ from: span.from + WEEK, to: span.to + WEEK });
        const moved = new Map([...calendar.exceptions].map(([day, windows]) => [day + 7, windows]));
        const due = deadline(hoursOf(calendar), instant, target, pauses);
        const dueLater = deadline(
          hoursOf({ ...calendar, exceptions: moved }),
          instant + WEEK,
          target,
          pauses.map(later),
        );
        assert.equal(dueLater, due === null ? null : due + WEEK);
      }),
    ),

  "P10: adding a window never makes a deadline later": ({ deadline, hoursOf }) =>
    asLaw(
      fc.property(DUE, fc.nat(6), windows, ({ calendar, start, target, pauses }, weekday, more) => {
        const week = calendar.week.map((day, at) => (at === weekday ? tidySpans([...day, ...more]) : day));
        const wider = deadline(hoursOf({ ...calendar, week }), start, target, pauses);
        assert.ok(earlier(wider, deadline(hoursOf(calendar), start, target, pauses)));
      }),
    ),

  "C10: the warning comes when that share of the target is used up": ({ deadline, warning, elapsedTime, hoursOf }) =>
    asLaw(
      fc.property(DUE, fc.integer({ min: 1, max: 100 }), ({ calendar, start, target, pauses }, percent) => {
        const hours = hoursOf(calendar);
        const at = warning(hours, start, target, percent, pauses);
        if (at !== null) assert.equal(elapsedTime(hours, start, at, pauses), Math.round((target * percent) / 100));
        assert.ok(earlier(at, deadline(hours, start, target, pauses)));
      }),
    ),
} satisfies Record<string, (rules: CalendarRules) => Law>;
