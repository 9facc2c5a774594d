import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Escalation, escalationsOf, type Fire, keyOf, nextLook } from "#server/escalation/escalation.ts";
import type { Fact } from "#server/escalation/facts.ts";
import type { Place } from "#server/escalation/ladder.ts";
import { rehearse } from "#server/escalation/rehearsing.ts";
import { MINUTE } from "#server/platform/clock.ts";
import { ladderLaw } from "./ladder-law.ts";
import {
  asks,
  at,
  BOOK,
  fact,
  type Happening,
  happenings,
  LADDER,
  play,
  played,
  starts,
  VERSION,
  versionOf,
  type Watcher,
  watchByRules,
} from "./ladder-play.ts";

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

test("M1 to M4, M6, M7: every step is taken at the very minute a watcher with a note pad says, through every history", () => {
  ladderLaw({ escalationsOf, keyOf }).hold(400);
});

test("a rehearsal takes the steps that a portal which was never down would have taken", async () => {
  const rare: Happening["what"][] = ["down", "storms", "mail is refused"];
  const calm = happenings.map((all) => all.filter(({ what }) => !rare.includes(what)));
  await fc.assert(
    fc.asyncProperty(starts, calm, played, async (start, all, what) => {
      let seen: readonly Fact[] = [];
      let last = start;
      const watcher = watchByRules({ escalationsOf, keyOf }, what);
      const look: Watcher["look"] = (facts, now) => {
        [seen, last] = [facts, now];
        return watcher.look(facts, now);
      };
      const lived = play(start, all, { ...watcher, look });
      const take = ({ place }: { place: Place }) => (what.empty.includes(place.step) ? "not meant" : "told");
      const rehearsed = (await rehearse(seen, [versionOf(what.ladder)], BOOK, last, take)).map(
        ({ wait, place, at }) => `${keyOf(wait)} ${place.round}.${place.step} at ${(at - start) / MINUTE}`,
      );
      assert.deepEqual(rehearsed, lived);
    }),
    { numRuns: 200 },
  );
});
