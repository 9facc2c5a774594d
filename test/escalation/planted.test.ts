import assert from "node:assert/strict";
import { test } from "node:test";
import { type Defect, loadWith } from "#test/support/planting.ts";
import { CALENDAR_LAWS, type CalendarRules } from "./calendar-laws.ts";
import { CLOCK_LAWS, type ClockRules } from "./clock-laws.ts";
import { ladderLaw } from "./ladder-law.ts";
import type { Rules } from "./ladder-play.ts";

/** What a law is for: each of these was a mistake once, or is the one that comes to mind first. */
type Planted = Omit<Defect, "file">;

const room = (file: string) => `server/escalation/${file}`;
const inFile = (file: string, ...defects: Planted[]): Defect[] => defects.map((one) => ({ ...one, file: room(file) }));

async function calendarRules(defect: Defect): Promise<CalendarRules> {
  const due = await loadWith<typeof import("#server/escalation/due.ts")>(room("due.ts"), defect);
  const { hoursOf } = await loadWith<typeof import("#server/escalation/hours.ts")>(room("hours.ts"), defect);
  return { ...due, hoursOf };
}

const CALENDAR_DEFECTS: Partial<Record<keyof typeof CALENDAR_LAWS, Defect[]>> = {
  "P1: open time is what somebody counts who looks at the clock once a minute": [
    ...inFile("opening.ts", {
      what: "a window is not cut where the offset changes",
      from: "addOpen(opening, Math.max(from, midnight + window.from * MINUTE), Math.min(to, midnight + window.to * MINUTE));",
      to: "addOpen(opening, midnight + window.from * MINUTE, midnight + window.to * MINUTE);",
    }),
    ...inFile("zones.ts", {
      what: "the offset of the year's beginning holds all year",
      from: "offset: at.offsetNanoseconds / 1_000_000 });",
      to: "offset: pieces[0]?.offset ?? at.offsetNanoseconds / 1_000_000 });",
    }),
    ...inFile("days.ts", {
      what: "the date is that of UTC",
      from: "Math.floor((instant + offset) / DAY);",
      to: "Math.floor((instant + 0 * offset) / DAY);",
    }),
  ],
  "P1 holds with pauses": inFile("due.ts", {
    what: "pauses that overlap count twice",
    from: "const paused = clipSpans(tidySpans(pauses), from, to);",
    to: "const paused = clipSpans(pauses, from, to);",
  }),
  "P2: open time is additive, and never longer than the time itself": inFile("opening.ts", {
    what: "a window that has begun counts whole",
    from: "Math.min(instant, ends[place] as number) -",
    to: "(ends[place] as number) -",
  }),
  "P3: at its deadline a target is used up, and a millisecond before it is not": [
    ...inFile("opening.ts", {
      what: "what is used up at closing time is due next morning",
      from: "const place = lastBefore(sums, sum);",
      to: "const place = lastAtOrBefore(sums, sum);",
    }),
    ...inFile("due.ts", {
      what: "what was counted before a pause is forgotten",
      from: "    left -= open;\n",
      to: "",
    }),
  ],
  "P3 by looking: a deadline found late in the day is one the oracle agrees with": inFile("due.ts", {
    what: "the first pause is overlooked",
    from: "for (const pause of clipSpans(tidySpans(pauses), start, Infinity)) {",
    to: "for (const pause of clipSpans(tidySpans(pauses), start, Infinity).slice(1)) {",
  }),
  "P4: taking a pause away never makes a deadline later": inFile("due.ts", {
    what: "a pause uses the target up, too",
    from: "    left -= open;\n    from = pause.to;",
    to: "    left -= openTime(hours, from, pause.to) + 60_000;\n    if (left <= 0) return { deadline: pause.from, stretches };\n    from = pause.to;",
  }),
  "P5: a pause in closed time changes nothing": inFile("due.ts", {
    what: "up to a pause all time counts, also when it is closed",
    from: "    left -= open;\n",
    to: "    left = Math.max(1, left - (pause.from - from));\n",
  }),
  "P8: in a zone without summer time, everything a week later is due a week later": inFile("days.ts", {
    what: "weeks have eight days",
    from: "(((day + 3) % 7) + 7) % 7;",
    to: "(((day + 3) % 8) + 8) % 8;",
  }),
  "P10: adding a window never makes a deadline later": inFile("opening.ts", {
    what: "a second window of a day hides the first",
    from: "for (const window of windowsOn(calendar, day))",
    to: "for (const window of windowsOn(calendar, day).slice(-1))",
  }),
  "C10: the warning comes when that share of the target is used up": inFile("due.ts", {
    what: "pauses do not put a warning off",
    from: "Math.round((target * percent) / 100), pauses);",
    to: "Math.round((target * percent) / 100));",
  }),
};

for (const [law, defects = []] of Object.entries(CALENDAR_DEFECTS))
  for (const defect of defects)
    test(`“${law}” notices that ${defect.what}`, async () => {
      const rules = await calendarRules(defect);
      assert.ok(CALENDAR_LAWS[law as keyof typeof CALENDAR_LAWS](rules).isBroken(), "nobody noticed");
    });

test("every law of calendars has its defect", () => {
  assert.deepEqual(Object.keys(CALENDAR_DEFECTS), Object.keys(CALENDAR_LAWS));
});

const CLOCK_DEFECTS: Record<keyof typeof CLOCK_LAWS, Defect[]> = {
  "a minute-by-minute watcher sees the same clocks, missed at the same minutes": [
    ...inFile(
      "runs.ts",
      {
        what: "the next response counts from the last message",
        from: "if (running) running.startedAt = Math.min(running.startedAt, startedAt);",
        to: "if (running) running.startedAt = startedAt;",
      },
      {
        what: "there is a next response before the first",
        from: '} else if (said === "asked" && first.stoppedAt !== null) {',
        to: '} else if (said === "asked") {',
      },
    ),
    ...inFile(
      "clocks.ts",
      {
        what: "what comes back pays for the time it was resolved",
        from: '? metric === "total-resolution" && to !== Infinity',
        to: '? metric === "first" && to !== Infinity',
      },
      {
        what: "a longer target takes a breach back",
        from: "for (const { from, to, promise } of eras) {",
        to: "for (const { from, to, promise } of eras.slice(-1)) {",
      },
    ),
  ],
  "P9: a target that changes and changes back leaves a running clock as it was": inFile("clocks.ts", {
    what: "a change begins the target anew",
    from: "const due = isPaused ? null : deadline(hours, run.startedAt, targetMs, ended);",
    to: "const due = isPaused ? null : deadline(hours, current.from, targetMs, ended);",
  }),
};

for (const [law, defects] of Object.entries(CLOCK_DEFECTS))
  for (const defect of defects)
    test(`“${law}” notices that ${defect.what}`, async () => {
      const rules = await loadWith<ClockRules>(room("clocks.ts"), defect);
      assert.ok(CLOCK_LAWS[law as keyof typeof CLOCK_LAWS](rules).isBroken(), "nobody noticed");
    });

const LADDER_DEFECTS: Defect[] = [
  ...inFile(
    "escalation.ts",
    {
      what: "each delay counts from when it was asked",
      from: "const base = passedAt ?? last?.firedAt ?? anchorOf(wait, ladder, facts);",
      to: "const base = passedAt ?? wait.anchorAt;",
    },
    {
      what: "what blocked it is counted",
      from: "if (delay > 0) return deadline(hours, base, delay, passed);",
      to: "if (delay > 0) return deadline(hours, base, delay, []);",
    },
    {
      what: "the rest of a delay is wall-clock time",
      from: "return hoursKnown(book, calendarId === undefined ?",
      to: "return hoursKnown(book, true ?",
    },
    {
      what: "the storm brake holds nothing",
      from: "ladder.ackMinutes * 60_000), ...held];",
      to: "ladder.ackMinutes * 60_000)];",
    },
    {
      what: "after a step that nobody can hear of the next one waits",
      from: "const lostAt = last?.lostAt ?? null;",
      to: "const lostAt = null as number | null;",
    },
    {
      what: "after an empty step the next one waits",
      from: '(last?.outcome === "empty" ? last.firedAt : null);',
      to: "null;",
    },
    {
      what: "after an empty step one by a promise is taken before its moment",
      from: "if (moment && lostAt === null) return",
      to: "if (moment && passedAt === null) return",
    },
    {
      what: "of several moments that have passed, each is told",
      from: 'at <= now ? "overtaken by a later step" : null;',
      to: 'at > now + 1e15 ? "overtaken by a later step" : null;',
    },
    {
      what: "a step by a promise goes on while it is blocked",
      from: 'if (blockers.length > 0) return { state: "frozen" as const, leftMs: left, blockers };',
      to: "",
    },
    {
      what: "an acknowledgement lasts by the wall clock",
      from: 'hoursFor(facts, book, "business", now);',
      to: 'hoursFor(facts, book, "calendar", now);',
    },
  ),
  ...inFile(
    "moments.ts",
    {
      what: "a share is taken of the resolution, whatever was promised",
      from: '(promise === "resolution" ? metric === "total-resolution" : metric === "first" || metric === "next");',
      to: 'metric === "total-resolution" && promise !== null;',
    },
    {
      what: "minutes before it are left out",
      from: "(clock.targetMs * moment.percent) / 100 + moment.minutes * MINUTE);",
      to: "(clock.targetMs * moment.percent) / 100 + moment.minutes * 0 * MINUTE);",
    },
  ),
  ...inFile(
    "blockers.ts",
    {
      what: "what somebody does about it does not push the lapse back",
      from: "} else if (current && isByStaff) current.to = lapse(at);",
      to: "}",
    },
    {
      what: "giving it back does not lift the acknowledgement",
      from: 'stands === "gone" || does === "releases") {',
      to: 'stands === "gone") {',
    },
    {
      what: "a hold never ends",
      from: "else blocks.push({ from: at, to: until,",
      to: "else blocks.push({ from: at, to: until * 2,",
    },
    {
      what: "a block still holds at the moment it ends",
      from: "blocks.filter(({ from, to }) => from <= at && at < to);",
      to: "blocks.filter(({ from, to }) => from <= at && at <= to);",
    },
  ),
  ...inFile(
    "waits.ts",
    {
      what: "what comes back is the same wait",
      from: "if (wasOver && !isOver) cycle++;",
      to: "",
    },
    {
      what: "a second message begins a second ladder",
      from: 'else if (said === "asked" && !live("unheard")) begin("unheard", at);',
      to: 'else if (said === "asked") begin("unheard", at);',
    },
  ),
  ...inFile("ladder.ts", {
    what: "a repetition begins without its wait",
    from: "beginsAgain(ladder, place) ? ladder.repeatAfterMinutes :",
    to: "place.round > 9 ? ladder.repeatAfterMinutes :",
  }),
  ...inFile(
    "ladder.ts",
    {
      what: "a repetition begins at the bottom",
      from: "{ round: round + 1, step: repeatFrom } : null;",
      to: "{ round: round + 1, step: 0 * repeatFrom } : null;",
    },
    {
      what: "a repetition goes by a moment that has long passed",
      from: "beginsAgain(ladder, place) ? null :",
      to: "place.round > 9 ? null :",
    },
  ),
  ...inFile("escalation.ts", {
    what: "the first step counts from when it was asked, whatever the ladder says",
    from: 'if (since === "asked" || trigger === "by hand") return anchorAt;',
    to: 'if (since !== "asked" || trigger === "by hand") return anchorAt;',
  }),
];

for (const defect of LADDER_DEFECTS)
  test(`the watcher with the note pad notices that ${defect.what}`, async () => {
    const rules = await loadWith<Rules>(room("escalation.ts"), defect);
    assert.ok(ladderLaw(rules).isBroken(), "nobody noticed");
  });
