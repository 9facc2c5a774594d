import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { calculations } from "#server/escalation/calculations.ts";
import { deadline, elapsedTime } from "#server/escalation/due.ts";
import { explainDeadline, inWords } from "#server/escalation/explaining.ts";
import { hoursOf } from "#server/escalation/hours.ts";
import { calendarShape, readCalendar } from "#server/escalation/written-calendar.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { pausesAfter, situation } from "./calendars.ts";

type Case = {
  what: string;
  zone?: string;
  windows?: { days: number[]; from: string; to: string }[];
  exceptions?: { date: string; windows: { from: string; to: string }[] }[];
};

const WEEKDAYS = [1, 2, 3, 4, 5];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const OFFICE = [{ days: WEEKDAYS, from: "09:00", to: "17:00" }];
const ALWAYS = [{ days: EVERY_DAY, from: "00:00", to: "24:00" }];

const calculate = (name: string, input: object) => {
  const one = calculations.find((calculation) => calculation.name === name);
  assert.ok(one);
  return one.run(one.input.parse(input)) as { deadline?: string | null; minutes?: number; note?: string };
};

const calendarOf = ({ zone = "Europe/Berlin", windows = OFFICE, exceptions = [] }: Case) => ({
  timeZone: zone,
  windows,
  exceptions,
});

const DEADLINES: (Case & { start: string; minutes: number; pauses?: [string, string][]; due: string })[] = [
  {
    what: "V1: over a weekend and into summer time",
    start: "2026-03-27T16:30:00+01:00",
    minutes: 60,
    due: "2026-03-30T07:30:00Z",
  },
  {
    what: "V2: used up exactly at closing time is due then",
    start: "2026-06-01T16:00:00+02:00",
    minutes: 60,
    due: "2026-06-01T15:00:00Z",
  },
  {
    what: "V3: a day around the clock over the skipped hour",
    windows: ALWAYS,
    start: "2026-03-28T12:00:00+01:00",
    minutes: 1440,
    due: "2026-03-29T11:00:00Z",
  },
  {
    what: "V4: a day around the clock over the repeated hour",
    windows: ALWAYS,
    start: "2026-10-24T12:00:00+02:00",
    minutes: 1440,
    due: "2026-10-25T10:00:00Z",
  },
  {
    what: "V6: asked at night, counted from the morning",
    start: "2026-06-01T22:00:00+02:00",
    minutes: 30,
    due: "2026-06-02T07:30:00Z",
  },
  {
    what: "V7: a millisecond more than the day holds",
    start: "2026-06-01T09:00:00+02:00",
    minutes: 480 + 1 / 60000,
    due: "2026-06-02T07:00:00.001Z",
  },
  {
    what: "V8: Christmas is closed",
    exceptions: [{ date: "2026-12-25", windows: [] }],
    start: "2026-12-24T16:00:00+01:00",
    minutes: 120,
    due: "2026-12-28T09:00:00Z",
  },
  {
    what: "V9: half a day on Christmas Eve",
    exceptions: [
      { date: "2026-12-24", windows: [{ from: "09:00", to: "12:00" }] },
      { date: "2026-12-25", windows: [] },
    ],
    start: "2026-12-24T11:30:00+01:00",
    minutes: 60,
    due: "2026-12-28T08:30:00Z",
  },
  {
    what: "V10: a pause for lunch",
    windows: [
      { days: WEEKDAYS, from: "09:00", to: "12:00" },
      { days: WEEKDAYS, from: "13:00", to: "17:00" },
    ],
    start: "2026-06-02T11:30:00+02:00",
    minutes: 60,
    due: "2026-06-02T11:30:00Z",
  },
  {
    what: "V11: waiting for the requester in open time",
    start: "2026-06-01T10:00:00+02:00",
    minutes: 240,
    pauses: [["2026-06-01T11:00:00+02:00", "2026-06-01T15:00:00+02:00"]],
    due: "2026-06-02T08:00:00Z",
  },
  {
    what: "V12: two waits that overlap count once",
    start: "2026-06-01T10:00:00+02:00",
    minutes: 240,
    pauses: [
      ["2026-06-01T12:00:00+02:00", "2026-06-01T15:00:00+02:00"],
      ["2026-06-01T11:00:00+02:00", "2026-06-01T13:00:00+02:00"],
    ],
    due: "2026-06-02T08:00:00Z",
  },
  {
    what: "V13: waiting in closed time changes nothing",
    start: "2026-06-01T10:00:00+02:00",
    minutes: 480,
    pauses: [["2026-06-01T18:00:00+02:00", "2026-06-02T07:00:00+02:00"]],
    due: "2026-06-02T08:00:00Z",
  },
  {
    what: "V14: a night shift past midnight, split on reading",
    windows: [{ days: [5], from: "22:00", to: "06:00" }],
    start: "2026-06-05T23:00:00+02:00",
    minutes: 360,
    due: "2026-06-06T03:00:00Z",
  },
  {
    what: "V15: no target at all is due at once",
    start: "2026-06-06T12:00:00+02:00",
    minutes: 0,
    due: "2026-06-06T10:00:00Z",
  },
  {
    what: "a pause in force at the start",
    start: "2026-06-01T10:00:00+02:00",
    minutes: 60,
    pauses: [["2026-06-01T08:00:00+02:00", "2026-06-01T11:00:00+02:00"]],
    due: "2026-06-01T10:00:00Z",
  },
  {
    what: "midnight that does not exist (Beirut)",
    zone: "Asia/Beirut",
    windows: [{ days: [7], from: "00:00", to: "02:00" }],
    start: "2026-03-28T12:00:00+02:00",
    minutes: 30,
    due: "2026-03-28T22:30:00Z",
  },
];

for (const { what, start, minutes, pauses = [], due, ...one } of DEADLINES) {
  test(`${what}`, () => {
    const given = { calendar: calendarOf({ what, ...one }), start, targetMinutes: minutes };
    const answer = calculate("deadline", { ...given, pauses: pauses.map(([from, to]) => ({ from, to })) });
    assert.equal(answer.deadline, due);
  });
}

const SUNDAY_1_TO_4 = [{ days: [7], from: "01:00", to: "04:00" }];
const SUNDAY_1_TO_3 = [{ days: [7], from: "01:00", to: "03:00" }];

const OPEN_TIMES: (Case & { day: string; minutes: number })[] = [
  { what: "V5: the skipped hour is not counted", windows: SUNDAY_1_TO_4, day: "2026-03-29", minutes: 120 },
  { what: "V5: the repeated hour is counted twice", windows: SUNDAY_1_TO_4, day: "2026-10-25", minutes: 240 },
  {
    what: "a window that ends within the repeated hour",
    windows: [{ days: [7], from: "01:00", to: "02:30" }],
    day: "2026-10-25",
    minutes: 120,
  },
  {
    what: "V16: Lord Howe goes back half an hour",
    zone: "Australia/Lord_Howe",
    windows: SUNDAY_1_TO_3,
    day: "2026-04-05",
    minutes: 150,
  },
  {
    what: "V16: Lord Howe goes forward half an hour",
    zone: "Australia/Lord_Howe",
    windows: SUNDAY_1_TO_3,
    day: "2026-10-04",
    minutes: 90,
  },
];

for (const { what, day, minutes, ...one } of OPEN_TIMES) {
  test(what, () => {
    const middle = Date.parse(`${day}T00:00:00Z`);
    const [from, to] = [middle - 30 * HOUR, middle + 30 * HOUR].map((at) => new Date(at).toISOString());
    assert.deepEqual(calculate("open-time", { calendar: calendarOf({ what, ...one }), from, to }), { minutes });
  });
}

test("a calendar that never opens has no time left, and says so instead of looking for ever", () => {
  const given = { start: "2026-06-01T10:00:00Z", targetMinutes: 1 };
  const answer = calculate("deadline", { ...given, calendar: { timeZone: "UTC", windows: [] } });
  assert.deepEqual(answer, { deadline: null, note: "calendar has no time left", why: [] });
});

test("every example is computed", () => {
  for (const { name, example } of calculations) assert.ok(calculate(name, example as object), name);
});

const WRONG: [string, object, RegExp][] = [
  ["a zone nobody knows", { timeZone: "Europe/Nowhere" }, /IANA/],
  ["an offset for a zone", { timeZone: "+02:00" }, /IANA/],
  ["an eighth day", { windows: [{ days: [8], from: "09:00", to: "17:00" }] }, /from 1/],
  ["25 o'clock", { windows: [{ days: [1], from: "25:00", to: "17:00" }] }, /time of day/],
  ["an empty window", { windows: [{ days: [1], from: "09:00", to: "09:00" }] }, /empty/],
  ["a date that is none", { exceptions: [{ date: "2026-02-30", windows: [] }] }, /date like/],
  [
    "a date past midnight",
    { exceptions: [{ date: "2026-02-20", windows: [{ from: "22:00", to: "06:00" }] }] },
    /midnight/,
  ],
  ["a word misspelt", { exeptions: [] }, /exeptions/],
];

for (const [what, part, sentence] of WRONG) {
  test(`a calendar with ${what} is refused in a sentence`, () => {
    const read = calendarShape.safeParse({ ...calendarOf({ what }), ...part });
    assert.match(read.error?.issues[0]?.message ?? "", sentence);
  });
}

test("why it is due then adds up to the target, in order, and ends at the deadline", () => {
  const cases = situation().chain((one) =>
    fc.tuple(fc.constant(one), fc.integer({ min: 1, max: 40 * HOUR }), pausesAfter(one.instant)),
  );
  fc.assert(
    fc.property(cases, ([{ calendar, instant }, target, pauses]) => {
      const hours = hoursOf(calendar);
      const named = pauses.map((pause, place) => ({ ...pause, reason: `reason ${place}` }));
      const { deadline: due, lines } = explainDeadline(hours, instant, target, named);
      assert.equal(due, deadline(hours, instant, target, pauses));
      for (const [place, line] of lines.entries()) assert.ok(line.from >= (lines[place - 1]?.to ?? instant));
      const counted = lines.filter((line) => line.kind === "counted");
      for (const line of counted) assert.equal(line.ms, elapsedTime(hours, line.from, line.to, pauses));
      if (due === null) return;
      assert.equal(
        counted.reduce((sum, line) => sum + line.ms, 0),
        target,
      );
      assert.equal(counted.at(-1)?.total, target);
      assert.equal(lines.at(-1)?.to, due);
    }),
    { numRuns: 500 },
  );
});

test("the list names each window and each pause", () => {
  const hours = hoursOf(readCalendar(calendarShape.parse(calendarOf({ what: "office" }))));
  const at = (text: string) => Date.parse(`2026-06-${text}:00+02:00`);
  const pause = { from: at("01T11:00"), to: at("01T15:00"), reason: "waiting for the requester" };
  assert.deepEqual(explainDeadline(hours, at("01T10:00"), 240 * MINUTE, [pause]).lines, [
    { kind: "counted", from: at("01T10:00"), to: at("01T11:00"), ms: HOUR, total: HOUR },
    { kind: "paused", ...pause },
    { kind: "counted", from: at("01T15:00"), to: at("01T17:00"), ms: 2 * HOUR, total: 3 * HOUR },
    { kind: "counted", from: at("02T09:00"), to: at("02T10:00"), ms: HOUR, total: 4 * HOUR },
  ]);
});

test("durations are said in words", () => {
  const cases: [number, string][] = [
    [0, "0 s"],
    [45_000, "45 s"],
    [MINUTE, "1 min"],
    [90 * MINUTE, "1 h 30 min"],
    [8 * HOUR, "8 h"],
  ];
  for (const [ms, words] of cases) assert.equal(inWords(ms), words);
});
