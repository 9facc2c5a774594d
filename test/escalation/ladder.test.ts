import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Book } from "#server/escalation/book.ts";
import { type Escalation, escalationsOf, type Fire, keyOf, nextLook } from "#server/escalation/escalation.ts";
import type { Fact } from "#server/escalation/facts.ts";
import { type Ladder, type LadderVersion, ladderShape, PLAIN, type Place } from "#server/escalation/ladder.ts";
import type { Policy } from "#server/escalation/policy.ts";
import { rehearse } from "#server/escalation/rehearsing.ts";
import { officeHours, readCalendar } from "#server/escalation/written-calendar.ts";
import { DAY, MINUTE } from "#server/platform/clock.ts";
import { countMinutes } from "./calendars.ts";

const MONDAY = Date.parse("2026-06-01T00:00:00+02:00");
const at = (days: number, time: string) => MONDAY + days * DAY + Date.parse(`1970-01-01T${time}:00Z`);

const POLICY: Policy = { name: "Any", position: 1, isEnabled: true, calendarId: 1, categories: [], targets: [] };
const BOOK: Book = {
  calendars: [{ calendarId: 1, no: 1, madeAt: 0, appliesFrom: null, written: officeHours("Europe/Berlin") }],
  policies: [{ policyId: 1, no: 1, madeAt: 0, policy: POLICY }],
};

const step = (name: string, afterMinutes: number, counts: "business" | "calendar" = "business") => ({
  name,
  afterMinutes,
  counts,
  groups: ["agents" as const],
  people: [],
  rotas: [],
  onlyPriorities: [],
  raises: false,
  ...PLAIN,
  assigns: false,
});

const LADDER: Ladder = ladderShape.parse({
  name: "Unheard",
  position: 1,
  isEnabled: true,
  categories: [],
  steps: [step("Support", 30), step("Leads", 60, "calendar"), step("Admins", 45)],
  repeat: 1,
  repeatAfterMinutes: 90,
  ackMinutes: 120,
});
const VERSION: LadderVersion = { ladderId: 1, no: 1, madeAt: 0, ladder: LADDER };

const fact = (when: number, its: Partial<Fact> = {}): Fact => ({
  at: when,
  said: null,
  stands: "open",
  subject: { priority: "normal", category: null },
  by: null,
  isByStaff: false,
  does: null,
  ...its,
});
const asks = (when: number) => fact(when, { said: "asked" });
const answers = (when: number, its: Partial<Fact> = {}) =>
  fact(when, { said: "answered", isByStaff: true, does: "acknowledges", ...its });

type Fires = Map<string, Fire[]>;
const stand = (facts: Fact[], now: number, fires: Fires = new Map(), ladders = [VERSION]) =>
  escalationsOf(facts, fires, BOOK, ladders, now);
const only = (all: Escalation[]): Escalation => {
  assert.equal(all.length, 1);
  return all[0] as Escalation;
};

test("an unheard question is due for the first step when its delay of open time has passed", () => {
  const one = only(stand([asks(at(0, "16:45"))], at(0, "16:50")));
  assert.deepEqual([one.state, one.dueAt, nextLook(one)], ["armed", at(1, "09:15"), at(1, "09:15")]);
});

test("the next step counts from when the last one really fired, not from when it was due", () => {
  const fires: Fires = new Map([["unheard 0 0", [{ round: 0, step: 0, firedAt: at(1, "13:00"), outcome: "told" }]]]);
  assert.equal(only(stand([asks(at(0, "10:00"))], at(1, "13:00"), fires)).dueAt, at(1, "14:00"));
});

test("an acknowledgement keeps the rest of the delay, and lapses after open time in which nothing was done", () => {
  const facts = [asks(at(0, "10:00")), fact(at(0, "10:20"), { does: "acknowledges", isByStaff: true })];
  const held = only(stand(facts, at(0, "11:00")));
  assert.deepEqual([held.state, held.leftMs, nextLook(held)], ["frozen", 10 * MINUTE, at(0, "12:20")]);
  const busy = [...facts, fact(at(0, "12:00"), { isByStaff: true })];
  assert.equal(nextLook(only(stand(busy, at(0, "12:30")))), at(0, "14:00"));
  const lapsed = only(stand(facts, at(0, "12:20")));
  assert.deepEqual([lapsed.state, lapsed.dueAt], ["armed", at(0, "12:30")]);
});

test("waiting, acknowledging, then a word of the requester: the ladder stays frozen", () => {
  const facts = [
    asks(at(0, "10:00")),
    answers(at(0, "10:05"), { stands: "waiting" }),
    fact(at(0, "10:10"), { stands: "waiting", does: "acknowledges", isByStaff: true }),
    asks(at(0, "10:20")),
  ];
  const [first, second] = stand(facts, at(0, "10:30"));
  assert.deepEqual(
    [first?.ended, second?.state, second?.blockers.map(({ why }) => why)],
    ["answered", "frozen", ["acknowledged"]],
  );
});

test("giving it back lifts the acknowledgement at once", () => {
  const facts = [
    asks(at(0, "10:00")),
    fact(at(0, "10:10"), { does: "acknowledges", isByStaff: true }),
    fact(at(0, "10:40"), { does: "releases", isByStaff: true }),
  ];
  const one = only(stand(facts, at(0, "10:41")));
  assert.deepEqual([one.state, one.dueAt], ["armed", at(0, "11:00")]);
});

test("what comes back begins anew, on the first step of a new cycle", () => {
  const facts = [
    asks(at(0, "10:00")),
    fact(at(0, "11:00"), { stands: "resolved", isByStaff: true }),
    asks(at(1, "10:00")),
  ];
  const all = stand(facts, at(1, "10:01"));
  assert.deepEqual(
    all.map((one) => [keyOf(one), one.state]),
    [
      ["unheard 0 0", "ended"],
      ["unheard 1 0", "armed"],
    ],
  );
});

test("somebody may begin one by hand where none goes on; it ends with the resolution", () => {
  const facts = [
    asks(at(0, "10:00")),
    answers(at(0, "10:05")),
    fact(at(0, "15:00"), { does: "escalates", isByStaff: true }),
  ];
  const byHand = (more: Fact[], now: number) => stand([...facts, ...more], now).at(-1);
  assert.equal(byHand([], at(0, "15:00"))?.trigger, "by hand");
  assert.equal(byHand([answers(at(0, "15:30"))], at(0, "15:31"))?.state, "frozen");
  assert.equal(byHand([fact(at(0, "16:00"), { stands: "resolved" })], at(0, "16:01"))?.ended, "resolved");
});

test("a running ladder keeps its version; a question that began before any ladder has none", () => {
  const edited = { ...VERSION, no: 2, madeAt: at(0, "10:10"), ladder: { ...LADDER, name: "Other" } };
  assert.equal(only(stand([asks(at(0, "10:00"))], at(0, "11:00"), new Map(), [VERSION, edited])).version.no, 1);
  assert.deepEqual(stand([asks(at(0, "10:00"))], at(0, "11:00"), new Map(), [edited]), []);
});

test("a ladder that is used up says so, and looks no more", () => {
  const places: Place[] = [0, 1].flatMap((round) => [0, 1, 2].map((step) => ({ round, step })));
  const fires: Fires = new Map([
    [
      "unheard 0 0",
      places.map((place, n) => ({ ...place, firedAt: at(0, "10:00") + n * MINUTE, outcome: "told" as const })),
    ],
  ]);
  const one = only(stand([asks(at(0, "10:00"))], at(0, "12:00"), fires));
  assert.deepEqual([one.ended, one.place, nextLook(one)], ["used up", null, null]);
});

/** What may happen, and ticks that may be missing for a while because the portal is down. */
const WORDS = [
  "asks",
  "answers",
  "answers and waits",
  "acknowledges",
  "notes",
  "releases",
  "holds",
  "frees",
  "resolves",
  "comes back",
  "down",
] as const;
type Happening = { after: number; what: (typeof WORDS)[number] };
/** Often just when a step is due, which is where mistakes live. */
const gap = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.constantFrom(0, 30, 45, 60, 90, 120));
const happenings: fc.Arbitrary<Happening[]> = fc.array(fc.record({ after: gap, what: fc.constantFrom(...WORDS) }), {
  minLength: 1,
  maxLength: 12,
});

/** One question, minute by minute. `tick` says which steps fire at a minute. */
function play(start: number, all: Happening[], tick: (facts: Fact[], now: number) => string[]): string[] {
  const facts: Fact[] = [asks(start)];
  const fired: string[] = [];
  let now = start;
  let downUntil = start;
  const run = (until: number) => {
    for (; now < until; now += MINUTE)
      if (now >= downUntil) fired.push(...tick(facts, now).map((one) => `${one} at ${(now - start) / MINUTE}`));
  };
  for (const { after, what } of [...all, { after: 400, what: "notes" as const }]) {
    run(now + after * MINUTE);
    if (what === "down") downUntil = now + 120 * MINUTE;
    const next = follow(facts.at(-1) as Fact, what, now);
    if (next && now >= downUntil) facts.push(fact(now, next));
  }
  return fired;
}

const HELD_FOR = 150 * MINUTE;

function follow({ stands }: Fact, what: Happening["what"], now: number): Partial<Fact> | null {
  const isResolved = stands === "resolved";
  if (what === "asks") return { said: "asked", stands: "open" };
  if (what === "comes back") return isResolved ? { said: "asked", stands: "open" } : null;
  if (isResolved) return null;
  if (what === "answers") return { said: "answered", isByStaff: true, does: "acknowledges" };
  if (what === "answers and waits")
    return { said: "answered", isByStaff: true, does: "acknowledges", stands: "waiting" };
  if (what === "acknowledges") return { isByStaff: true, does: "acknowledges", stands };
  if (what === "notes") return { isByStaff: true, stands };
  if (what === "holds") return { isByStaff: true, does: "holds", until: now + HELD_FOR, stands };
  if (what === "frees") return { isByStaff: true, does: "frees", stands };
  if (what === "releases") return { isByStaff: true, does: "releases", stands };
  return what === "resolves" ? { stands: "resolved", isByStaff: true } : null;
}

/** The real thing, ticking each minute; every state it passes through is checked on the way. */
function tickWithModel() {
  const fires: Fires = new Map();
  return (facts: Fact[], now: number): string[] =>
    stand(facts, now, fires).flatMap((one) => {
      const isHeld = one.blockers.length > 0;
      if (one.state === "armed") assert.ok(!isHeld && one.dueAt !== null && one.leftMs === null, "M6: armed");
      if (one.state === "frozen") assert.ok(isHeld && one.dueAt === null && one.leftMs !== null, "M6: frozen");
      if (facts.at(-1)?.stands === "resolved") assert.equal(one.state, "ended", "M6: resolved");
      if (one.state !== "armed" || one.place === null || (one.dueAt ?? Infinity) > now) return [];
      const before = fires.get(keyOf(one)) ?? [];
      const isTwice = before.some(({ round, step }) => round === one.place?.round && step === one.place.step);
      assert.ok(!isTwice, "M4: each step of each round once");
      fires.set(keyOf(one), [...before, { ...one.place, firedAt: now, outcome: "told" }]);
      const again = stand(facts, now, fires).find((other) => keyOf(other) === keyOf(one));
      assert.ok(again?.state !== "armed" || (again.dueAt ?? Infinity) > now, "M3: one step a tick");
      return [`${keyOf(one)} ${one.place.round}.${one.place.step}`];
    });
}

/** Somebody with a note pad, who looks at the wall clock and at what happened, and knows nothing of deadlines. */
function tickWithPad() {
  const calendar = readCalendar(officeHours("Europe/Berlin"));
  const places: Place[] = [0, 1].flatMap((round) => [0, 1, 2].map((step) => ({ round, step })));
  const pads = new Map<string, { used: number; place: number }>();
  let cycle = 0;
  let n = 0;
  let isWaiting = false;
  let idle = Infinity;
  let heldUntil = -Infinity;
  let seenFacts = 0;
  let last: number | null = null;
  return (facts: Fact[], now: number): string[] => {
    const since = last ?? (facts[0] as Fact).at;
    const minutes = Array.from({ length: (now - since) / MINUTE }, (_, minute) => since + minute * MINUTE);
    const apply = (until: number) => {
      for (; seenFacts < facts.length && (facts[seenFacts] as Fact).at <= until; seenFacts++) note(facts, seenFacts);
    };
    for (const minute of minutes) {
      apply(minute);
      const isOpen = countMinutes(calendar, minute, minute + MINUTE) === 1;
      const { stands } = facts[seenFacts - 1] as Fact;
      const pad = pads.get(`unheard ${cycle} ${n}`);
      const counts = places[pad?.place ?? 0]?.step === 1 || isOpen;
      const isBlocked = idle < LADDER.ackMinutes || stands === "waiting" || minute < heldUntil;
      if (isWaiting && pad && !isBlocked && counts) pad.used++;
      if (isOpen) idle++;
    }
    apply(now);
    last = now;
    const pad = pads.get(`unheard ${cycle} ${n}`);
    const { stands } = facts[seenFacts - 1] as Fact;
    const place = places[pad?.place ?? 9];
    if (!isWaiting || !pad || !place || idle < LADDER.ackMinutes || stands === "waiting" || now < heldUntil) return [];
    const delay = place.round === 1 && place.step === 0 ? 90 : [30, 60, 45][place.step];
    if (pad.used < (delay as number)) return [];
    pad.used = 0;
    pad.place++;
    return [`unheard ${cycle} ${n} ${place.round}.${place.step}`];
  };

  function note(facts: Fact[], index: number): void {
    const { said, stands, does, isByStaff } = facts[index] as Fact;
    const before = facts[index - 1];
    if (before?.stands === "resolved" && stands !== "resolved") {
      cycle++;
      n = -1;
    }
    if (said === "answered" || stands === "resolved") isWaiting = false;
    else if (said === "asked" && !isWaiting) {
      isWaiting = true;
      n = before ? n + 1 : 0;
      pads.set(`unheard ${cycle} ${n}`, { used: 0, place: 0 });
    }
    if (stands === "resolved" || does === "frees") heldUntil = -Infinity;
    else if (does === "holds") heldUntil = (facts[index] as Fact).at + HELD_FOR;
    if (stands === "resolved" || does === "releases") idle = Infinity;
    else if (does === "acknowledges" || (isByStaff && idle < LADDER.ackMinutes)) idle = 0;
  }
}

test("M1 to M4, M6, M7: every step fires at the very minute a watcher with a note pad says, through every history", () => {
  const start = fc.integer({ min: 0, max: 5 * 1440 }).map((minute) => MONDAY + minute * MINUTE);
  fc.assert(
    fc.property(start, happenings, (start, all) => {
      assert.deepEqual(play(start, all, tickWithModel()), play(start, all, tickWithPad()));
    }),
    { numRuns: 250 },
  );
});

test("a rehearsal takes the steps that a portal which was never down would have taken", () => {
  const start = fc.integer({ min: 0, max: 5 * 1440 }).map((minute) => MONDAY + minute * MINUTE);
  const calm = happenings.map((all) => all.filter(({ what }) => what !== "down"));
  fc.assert(
    fc.property(start, calm, (start, all) => {
      let seen: Fact[] = [];
      let last = start;
      const tick = tickWithModel();
      const lived = play(start, all, (facts, now) => {
        [seen, last] = [facts, now];
        return tick(facts, now);
      });
      const rehearsed = rehearse(seen, [VERSION], BOOK, last).map(
        ({ wait, place, at }) => `${keyOf(wait)} ${place.round}.${place.step} at ${(at - start) / MINUTE}`,
      );
      assert.deepEqual(rehearsed, lived);
    }),
    { numRuns: 150 },
  );
});
