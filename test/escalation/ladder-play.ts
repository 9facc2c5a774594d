import assert from "node:assert/strict";
import fc from "fast-check";
import type { Block } from "#server/escalation/blockers.ts";
import type { Book } from "#server/escalation/book.ts";
import type { Fire } from "#server/escalation/escalation.ts";
import type { Fact } from "#server/escalation/facts.ts";
import { type Ladder, type LadderVersion, ladderShape, PLAIN, type Step } from "#server/escalation/ladder.ts";
import type { Metric, Policy } from "#server/escalation/policy.ts";
import { officeHours } from "#server/escalation/written-calendar.ts";
import { DAY, MINUTE } from "#server/platform/clock.ts";

/** What is put to the test: the real thing, or one with a defect planted in it. */
export type Rules = Pick<typeof import("#server/escalation/escalation.ts"), "escalationsOf" | "keyOf">;

export const MONDAY = Date.parse("2026-06-01T00:00:00+02:00");
export const at = (days: number, time: string) => MONDAY + days * DAY + Date.parse(`1970-01-01T${time}:00Z`);

/** Minutes of each promise; waiting pauses the resolution. */
export const PROMISES: Partial<Record<Metric, number>> = { first: 240, next: 120, "total-resolution": 600 };
const POLICY: Policy = {
  ...{ name: "Any", position: 1, isEnabled: true, calendarId: 1, categories: [] },
  targets: Object.entries(PROMISES).map(([metric, minutes]) => ({
    ...{ priority: "normal", metric: metric as Metric, minutes, counts: "business" as const, warnPercent: 75 },
    pausedBy: metric === "total-resolution" ? (["waiting", "on hold"] as const).slice() : [],
  })),
};
export const BOOK: Book = {
  calendars: [{ calendarId: 1, no: 1, madeAt: 0, appliesFrom: null, written: officeHours("Europe/Berlin") }],
  policies: [{ policyId: 1, no: 1, madeAt: 0, policy: POLICY }],
};

const step = (name: string, afterMinutes: number, wishes: Partial<Step> = {}): Step => ({
  ...{ name, afterMinutes, counts: "business", groups: ["agents"], people: [], rotas: [], onlyPriorities: [] },
  ...{ raises: false, ...PLAIN, assigns: false, ...wishes },
});
const by = (promise: "response" | "resolution", percent: number, minutes = 0) => ({
  at: { promise, percent, minutes },
});

const HEAD = { name: "Unheard", position: 1, isEnabled: true, categories: [], repeatAfterMinutes: 90, ackMinutes: 120 };
export const LADDER: Ladder = ladderShape.parse({
  ...HEAD,
  steps: [step("Support", 30), step("Leads", 60, { counts: "calendar" }), step("Admins", 45)],
  repeat: 1,
});
/** Its first step counts from the last word of who asked, or from when it was given to somebody; it repeats its end. */
const FROM_MESSAGE: Ladder = { ...LADDER, since: "message", repeatFrom: 1 };
const FROM_ASSIGNMENT: Ladder = { ...LADDER, since: "assigned", repeatFrom: 2 };
/** L4: some of its steps go by a promise. */
const PROMISED: Ladder = ladderShape.parse({
  ...HEAD,
  steps: [
    step("Support", 30),
    step("Half", 0, by("response", 50)),
    step("Soon", 0, by("response", 100, -30)),
    step("Leads", 60, { counts: "calendar" }),
    step("Solve", 0, by("resolution", 75)),
  ],
  repeat: 1,
});

export const versionOf = (ladder: Ladder): LadderVersion => ({ ladderId: 1, no: 1, madeAt: 0, ladder });
export const VERSION = versionOf(LADDER);

export const fact = (when: number, its: Partial<Fact> = {}): Fact => ({
  ...{ at: when, said: null, stands: "open", subject: { priority: "normal", category: null } },
  ...{ by: null, isByStaff: false, does: null, ...its },
});
export const asks = (when: number) => fact(when, { said: "asked" });

/** What may happen, and ticks that may be missing for a while because the portal is down. */
const WORDS = [
  ...(["asks", "answers", "answers and waits", "acknowledges", "notes", "releases", "holds", "frees"] as const),
  ...(["resolves", "comes back", "down", "storms", "mail is refused", "is given away"] as const),
];
export type Happening = { after: number; what: (typeof WORDS)[number] };
/** Often just when a step is due, which is where mistakes live. */
const gap = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.constantFrom(0, 30, 45, 60, 90, 120));
export const happenings: fc.Arbitrary<Happening[]> = fc.array(
  fc.record({ after: gap, what: fc.constantFrom(...WORDS) }),
  { minLength: 1, maxLength: 12 },
);
export const starts = fc.integer({ min: 0, max: 5 * 1440 }).map((minute) => MONDAY + minute * MINUTE);

/** A ladder, and which of its steps would reach nobody. */
export type Played = { ladder: Ladder; empty: readonly number[] };
export const played: fc.Arbitrary<Played> = fc.record({
  ladder: fc.constantFrom(LADDER, PROMISED, { ...PROMISED, repeatFrom: 1 }, FROM_MESSAGE, FROM_ASSIGNMENT),
  empty: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.subarray([0, 1, 2, 3], { minLength: 1 }) },
  ),
});

/** Who looks at a question, minute by minute, and says which steps are taken. */
export type Watcher = {
  look(facts: readonly Fact[], now: number): string[];
  /** Steps that would tell somebody are held until then (D5). */
  storm(until: number): void;
  /** Every mail of the last step has failed for good (S5). */
  lose(now: number): void;
};

const DOWN_FOR = 120 * MINUTE;
export const HELD_FOR = 150 * MINUTE;
const STORM_FOR = 70 * MINUTE;

export function play(start: number, all: readonly Happening[], watcher: Watcher): string[] {
  const facts: Fact[] = [asks(start)];
  const fired: string[] = [];
  let now = start;
  let downUntil = start;
  const run = (until: number) => {
    for (; now < until; now += MINUTE)
      if (now >= downUntil) fired.push(...watcher.look(facts, now).map((one) => `${one} at ${(now - start) / MINUTE}`));
  };
  for (const { after, what } of [...all, { after: 400, what: "notes" as const }]) {
    run(now + after * MINUTE);
    if (now < downUntil) continue;
    if (what === "down") downUntil = now + DOWN_FOR;
    if (what === "storms") watcher.storm(now + STORM_FOR);
    if (what === "mail is refused") watcher.lose(now);
    const next = follow(facts.at(-1) as Fact, what, now);
    if (next) facts.push(fact(now, next));
  }
  return fired;
}

function follow({ stands }: Fact, what: Happening["what"], now: number): Partial<Fact> | null {
  const isResolved = stands === "resolved";
  if (what === "asks") return { said: "asked", stands: "open" };
  if (what === "comes back") return isResolved ? { said: "asked", stands: "open" } : null;
  if (isResolved) return null;
  if (what === "answers") return { said: "answered", isByStaff: true, does: "acknowledges" };
  if (what === "answers and waits")
    return { said: "answered", isByStaff: true, does: "acknowledges", stands: "waiting" };
  if (what === "acknowledges") return { isByStaff: true, does: "acknowledges", stands };
  if (what === "is given away") return { isByStaff: true, assigns: true, stands };
  if (what === "notes") return { isByStaff: true, stands };
  if (what === "holds") return { isByStaff: true, does: "holds", until: now + HELD_FOR, stands };
  if (what === "frees") return { isByStaff: true, does: "frees", stands };
  if (what === "releases") return { isByStaff: true, does: "releases", stands };
  return what === "resolves" ? { stands: "resolved", isByStaff: true } : null;
}

/** The real thing, ticking each minute; every state it passes through is checked on the way. */
export function watchByRules({ escalationsOf, keyOf }: Rules, { ladder, empty }: Played): Watcher {
  const fires = new Map<string, Fire[]>();
  const held = new Map<string, Block[]>();
  const wasHeld = new Set<string>();
  let stormUntil = -Infinity;
  const besides = { held, moved: new Map<string, number>() };
  const stand = (facts: readonly Fact[], now: number) =>
    escalationsOf(facts, fires, BOOK, [versionOf(ladder)], now, besides);
  type One = ReturnType<typeof stand>[number];
  const isDue = (one: One, now: number) => one.state === "armed" && one.dueAt !== null && one.dueAt <= now;

  const check = (one: One, stands: Fact["stands"] | undefined) => {
    const isHeld = one.blockers.length > 0;
    if (one.state === "armed") assert.ok(!isHeld && one.leftMs === null, "M6: armed");
    if (one.state === "frozen") assert.ok(isHeld && one.dueAt === null && one.leftMs !== null, "M6: frozen");
    if (stands === "resolved") assert.equal(one.state, "ended", "M6: resolved");
  };

  const take = (one: One, now: number, outcome: Fire["outcome"]) => {
    assert.ok(one.place);
    const key = keyOf(one);
    const before = fires.get(key) ?? [];
    const isTwice = before.some(({ round, step }) => round === one.place?.round && step === one.place.step);
    assert.ok(!isTwice, "M4: each step of each round once");
    fires.set(key, [...before, { ...one.place, firedAt: now, outcome }]);
  };

  const hold = (one: One, now: number): boolean => {
    const name = `${keyOf(one)} ${one.lockNo}`;
    if (now >= stormUntil || wasHeld.has(name)) return false;
    wasHeld.add(name);
    const block: Block = { from: now, to: Infinity, why: "storm brake", by: null };
    held.set(keyOf(one), [...(held.get(keyOf(one)) ?? []), block]);
    return true;
  };

  const climb = (key: string, facts: readonly Fact[], now: number): string[] => {
    const find = () => stand(facts, now).find((one) => keyOf(one) === key);
    for (let one = find(); one && isDue(one, now); one = find()) {
      const isEmpty = one.passes !== null || empty.includes(one.place?.step ?? -1);
      if (!isEmpty && hold(one, now)) return [];
      take(one, now, isEmpty ? "empty" : "told");
      if (isEmpty) continue;
      const after = find();
      const isAt = after?.place && ladder.steps[after.place.step]?.at;
      assert.ok(!after || isAt || !isDue(after, now), "M3: one step a tick");
      return [`${key} ${one.place?.round}.${one.place?.step}`];
    }
    return [];
  };

  return {
    storm: (until) => {
      stormUntil = until;
    },
    lose: (now) => {
      const last = [...fires.values()].at(-1)?.at(-1);
      if (last?.outcome === "told") last.lostAt ??= now;
    },
    look: (facts, now) => {
      if (now >= stormUntil)
        for (const blocks of held.values()) for (const block of blocks) block.to = Math.min(block.to, now);
      const all = stand(facts, now);
      for (const one of all) check(one, facts.at(-1)?.stands);
      return all.flatMap((one) => climb(keyOf(one), facts, now));
    },
  };
}
