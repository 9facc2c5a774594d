import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isPending, journeysOf } from "#server/journeys/journey.ts";
import { LIMITS } from "#server/journeys/limits.ts";
import type { TicketFact } from "#server/journeys/outcome.ts";
import type { Seen } from "#server/journeys/seen.ts";
import { isQualifiedRead } from "#server/measure/qualified-read.ts";
import { DAY, HOUR, MINUTE, SECOND } from "#server/platform/clock.ts";

/** A Monday in March, in the morning. */
const START = Date.UTC(2026, 2, 9, 9);
const KB9 = { article: "kb-9", data: { category: "git", words: 200 } };

type Rough = Partial<Omit<Seen, "at">> & Pick<Seen, "type">;
let count = 0;
const at = (ms: number, rough: Rough): Seen => {
  count += 1;
  const id = `event-${String(count).padStart(4, "0")}`;
  return { id, at: START + ms, kind: "dev", article: null, ticket: null, q: null, data: {}, ...rough };
};
const search = (ms: number, q: string) => at(ms, { type: "search", q });
const view = (ms: number) => at(ms, { type: "view", ...KB9 });
const reading = (ms: number, activeMs: number) => at(ms, { type: "reading", article: "kb-9", data: { activeMs } });
const solved = (ms: number) => at(ms, { type: "solved", article: "kb-9" });
const vote = (ms: number, helpful: string) => at(ms, { type: "vote", article: "kb-9", data: { helpful } });
const askOpen = (ms: number, category: string | null = null) => at(ms, { type: "ask_open", data: { category } });
const ticket = (ms: number, category: string | null = "git", answeredBy: string[] = []): TicketFact => ({
  ticket: 7,
  at: START + ms,
  category,
  answeredBy,
});
const journeys = (events: Seen[], tickets: TicketFact[] = []) => journeysOf(events, tickets, isQualifiedRead);
const outcomes = (events: Seen[], tickets: TicketFact[] = []) =>
  journeys(events, tickets).map(({ outcome }) => outcome);

test("the small example of the specification", () => {
  const zoe = [search(0, "rebase"), search(3 * SECOND, "rebase conflict"), view(5 * SECOND), solved(21 * SECOND)];
  assert.deepEqual(outcomes(zoe), ["confirmed"]);
  assert.deepEqual([journeys(zoe)[0]?.searches, journeys(zoe)[0]?.typed], [1, 2]);

  assert.deepEqual(outcomes([askOpen(0), view(SECOND), reading(18 * SECOND, 16_000)]), ["probable"]);
  assert.deepEqual(outcomes([search(0, "rebase")]), ["silent"]);
  assert.deepEqual(outcomes([search(0, "rebase"), view(SECOND), reading(10 * SECOND, 9000)], [ticket(DAY)]), [
    "failed",
  ]);
  assert.deepEqual(outcomes([view(0), reading(MINUTE, 50_000)]), ["browse"]);
});

test("a session ends when somebody is quiet for more than thirty minutes, and thirty exactly continue it", () => {
  assert.equal(journeys([search(0, "a"), search(30 * MINUTE, "b")]).length, 1);
  assert.equal(journeys([search(0, "a"), search(30 * MINUTE + 1, "b")]).length, 2);
});

test("a search replaces the one before it only when it is the same text longer or shorter, soon and with nothing between", () => {
  const searches = (events: Seen[]) => journeys(events)[0]?.searches;
  assert.equal(searches([search(0, "rebase"), search(30 * SECOND, "conflict")]), 2);
  assert.equal(searches([search(0, "git rebase"), search(30 * SECOND, " GIT  re")]), 1);
  assert.equal(searches([search(0, "reb"), search(30 * SECOND, "Rebase")]), 1);
  assert.equal(searches([search(0, "rebase"), search(30 * SECOND + 1, "rebase x")]), 2);
  assert.equal(searches([search(0, "rebase"), view(1000), search(2000, "rebase x")]), 2);
  assert.equal(searches([search(0, "rebase"), at(1, { type: "impression" }), search(2000, "rebase x")]), 1);
});

test("sessions within a day are one journey when they share an article or the very same words", () => {
  const later = 20 * HOUR;
  assert.equal(journeys([search(0, "rebase"), search(later, "Rebase ")]).length, 1);
  assert.equal(journeys([search(0, "rebase"), search(later, "rebase conflict")]).length, 2);
  assert.equal(journeys([search(0, "a"), view(1000), view(later)]).length, 1);
  assert.equal(journeys([search(0, "rebase"), search(DAY, "rebase")]).length, 1);
  assert.equal(journeys([search(0, "rebase"), search(DAY + 1, "rebase")]).length, 2);
});

test("a ticket is related by category, by its answer, or by nearness where nothing has a category", () => {
  const read = [search(0, "rebase"), view(1000)];
  const week = 1000 + 7 * DAY;
  assert.deepEqual(outcomes(read, [ticket(week)]), ["failed"]);
  assert.deepEqual(outcomes(read, [ticket(week + 1)]), ["silent"]);
  assert.deepEqual(outcomes(read, [ticket(DAY, "billing")]), ["silent"]);
  assert.deepEqual(outcomes(read, [ticket(DAY, "billing", ["kb-9"])]), ["failed"]);
  assert.deepEqual(outcomes([search(0, "rebase")], [ticket(DAY, "billing")]), ["failed"]);
  assert.deepEqual(outcomes([search(0, "rebase")], [ticket(DAY + 1, "billing")]), ["silent"]);
  assert.deepEqual(outcomes([search(0, "x"), askOpen(1000, "billing")], [ticket(3 * DAY, "billing")]), ["failed"]);
  assert.equal(journeys(read, [ticket(DAY, "billing")])[0]?.hasOtherTicket, true);
});

test("what the form became is about what was asked, whatever shelf it stands on", () => {
  const sent = at(MINUTE, { type: "ask_submit", ticket: 7 });
  assert.deepEqual(outcomes([search(0, "x"), view(1000), askOpen(2000), sent], [ticket(MINUTE, "billing")]), [
    "failed",
  ]);
});

test("what was said last counts: a no undoes a solved, a yes takes nothing back, and a solved after a no stands", () => {
  const said = (...events: Seen[]) => outcomes([search(0, "x"), view(1000), ...events]);
  assert.deepEqual(said(solved(2000), vote(3000, "no")), ["unsolved"]);
  assert.deepEqual(said(vote(2000, "no"), vote(3000, "yes")), ["unsolved"]);
  assert.deepEqual(said(vote(2000, "no"), solved(3000)), ["confirmed"]);
  assert.deepEqual(said(solved(2000), vote(3000, "partly")), ["confirmed"]);
  assert.deepEqual(said(vote(2000, "yes")), ["silent"]);
});

test("probable needs the form, no sending, and a real read after it", () => {
  assert.deepEqual(outcomes([askOpen(0), view(1000), reading(20_000, 14_999)]), ["silent"]);
  assert.deepEqual(outcomes([askOpen(0), view(1000), reading(20_000, 15_000)]), ["probable"]);
  assert.deepEqual(outcomes([view(0), reading(20_000, 16_000), askOpen(30_000)]), ["silent"]);
  const sent = at(40_000, { type: "ask_submit", ticket: 9 });
  assert.deepEqual(outcomes([askOpen(0), view(1000), reading(20_000, 16_000), sent]), ["silent"]);
});

test("without a script the next deed tells how long somebody read, a minute at most, and the last page nothing", () => {
  const reads = (events: Seen[]) =>
    journeys(events)[0]?.reads.map(({ activeMs, isEstimated }) => [activeMs, isEstimated]);
  assert.deepEqual(reads([view(0), search(10_000, "x")]), [[10_000, true]]);
  assert.deepEqual(reads([view(0), search(10 * MINUTE, "x")]), [[60_000, true]]);
  assert.deepEqual(reads([view(0)]), [[0, true]]);
  assert.deepEqual(reads([view(0), reading(9000, 4000), reading(9500, 6000)]), [[6000, false]]);
});

test("how far down it was seen and what was copied is the most that its page told", () => {
  const told = (ms: number, data: Seen["data"]) => at(ms, { type: "reading", article: "kb-9", data });
  const [first, second, third] =
    journeys([
      search(0, "x"),
      view(1000),
      told(2000, { activeMs: 900, scroll: 40 }),
      told(3000, { activeMs: 1900, scroll: 95, copied: 1 }),
      view(4000),
      told(5000, { activeMs: 500, scroll: 10, copied: 0 }),
      view(6000),
    ])[0]?.reads ?? [];
  assert.deepEqual([first?.activeMs, first?.scroll, first?.copied], [1900, 95, 1]);
  assert.deepEqual([second?.activeMs, second?.scroll, second && "copied" in second], [500, 10, false]);
  assert.deepEqual([third?.isEstimated, third && "scroll" in third], [true, false]);
});

test("a journey is pending until its time has run, unless it has failed", () => {
  const [silent] = journeys([search(0, "x")]);
  assert.equal(silent && isPending(silent, START + 7 * DAY - 1), true);
  assert.equal(silent && isPending(silent, START + 7 * DAY), false);
  const [failed] = journeys([search(0, "x")], [ticket(HOUR)]);
  assert.equal(failed && isPending(failed, START + HOUR), false);
});

const steps = fc.array(
  fc.record({
    gap: fc.integer({ min: 0, max: 2 * HOUR }),
    what: fc.constantFrom("search", "view", "reading", "solved", "no", "ask", "submit"),
    words: fc.constantFrom("rebase", "rebase conflict", "token", "reb"),
    article: fc.constantFrom("kb-9", "kb-10"),
  }),
  { maxLength: 25 },
);
type Step = { gap: number; what: string; words: string; article: string };

function story(steps: Step[]): Seen[] {
  let now = 0;
  return steps.map(({ gap, what, words, article }) => {
    now += gap;
    const data = { category: article === "kb-9" ? "git" : "ci", words: 200 };
    if (what === "search") return search(now, words);
    if (what === "view") return at(now, { type: "view", article, data });
    if (what === "reading") return at(now, { type: "reading", article, data: { activeMs: gap } });
    if (what === "solved") return at(now, { type: "solved", article });
    if (what === "no") return at(now, { type: "vote", article, data: { helpful: "no" } });
    if (what === "ask") return askOpen(now);
    return at(now, { type: "ask_submit", ticket: 7 });
  });
}

test("order of arrival, repetition and strangers change nothing", () => {
  fc.assert(
    fc.property(steps, fc.integer(), fc.integer({ min: 0, max: 5 * DAY }), (steps, seed, sentAt) => {
      const events = story(steps);
      const tickets = [ticket(sentAt)];
      const expected = journeys(events, tickets);
      const mixed = [...events, ...events].sort((a, b) => hash(a.id, seed) - hash(b.id, seed));
      const strangers = (["bot", "support", "service", "preview"] as const).flatMap((kind) =>
        events.map((event) => ({ ...event, id: `${kind}-${event.id}`, kind, at: event.at + 1 })),
      );
      assert.deepEqual(journeys([...strangers, ...mixed], tickets), expected);
    }),
    { numRuns: 200 },
  );
});

test("another clock changes the times and nothing else", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: -400 * DAY, max: 400 * DAY }), (steps, shift) => {
      const events = story(steps);
      const moved = events.map((event) => ({ ...event, at: event.at + shift }));
      const later = { ...ticket(DAY), at: START + DAY + shift };
      const bare = (list: ReturnType<typeof journeys>) =>
        list.map(({ start, end, reads, ...rest }) => ({
          ...rest,
          span: end - start,
          reads: reads.map(({ at: _at, ...read }) => read),
        }));
      assert.deepEqual(bare(journeys(moved, [later])), bare(journeys(events, [ticket(DAY)])));
    }),
    { numRuns: 200 },
  );
});

test("every event lies in one journey, and the limits are kept with it", () => {
  fc.assert(
    fc.property(steps, (steps) => {
      const events = story(steps);
      const found = journeys(events);
      for (const event of events)
        assert.equal(found.filter(({ start, end }) => event.at >= start && event.at <= end).length >= 1, true);
      assert.ok(found.every(({ limits }) => limits === LIMITS));
    }),
  );
});

const hash = (text: string, seed: number) =>
  [...`${text}${seed}`].reduce((sum, sign) => (Math.imul(sum, 31) + (sign.codePointAt(0) ?? 0)) | 0, 7);
