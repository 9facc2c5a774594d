import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fewestPeople, newcomersAmong, REMEMBERED, readersOf } from "#server/reports/article-readers.ts";
import { articlesIn } from "#server/reports/article-weeks.ts";

type Told = Parameters<typeof articlesIn>[1][number];

const WEEK = "2026-W20";
const told = (outcome: Told["outcome"], reads: [string, boolean][], solvedBy: string[] = [], reader = "ada"): Told => ({
  reader,
  end: 1_000_000,
  outcome,
  facts: {
    articles: [...new Set(reads.map(([article]) => article))],
    categories: [],
    searches: 1,
    typed: 1,
    hasAsked: false,
    reads: reads.map(([article, isQualified], place) => ({
      article,
      at: 1_000_000 - place * 60_000,
      activeMs: 20_000,
      isEstimated: false,
      isQualified,
    })),
    solvedBy,
    tickets: [],
    hasOtherTicket: false,
  },
});

test("an article has its readers, its reads, and the journeys it settled", () => {
  const rows = articlesIn(WEEK, [
    told("confirmed", [["kb-1", true]], ["kb-1"]),
    told("failed", [["kb-1", true]], [], "zoe"),
    told("silent", [["kb-1", false]], [], "zoe"),
    told("browse", [["kb-2", true]]),
  ]);
  const row = (article: string) => rows.find((one) => one.article === article);
  assert.deepEqual(row("kb-1"), {
    week: WEEK,
    article: "kb-1",
    readers: 2,
    newcomers: 2,
    reads: 2,
    solved: 1,
    credit: 1,
    last_touch: 1,
    to_end: 0,
    copied: 0,
  });
  assert.deepEqual(row("kb-2"), {
    week: WEEK,
    article: "kb-2",
    readers: 1,
    newcomers: 1,
    reads: 0,
    solved: 0,
    credit: 0,
    last_touch: 0,
    to_end: 0,
    copied: 0,
  });
});

test("it says in how many journeys its end was seen and code copied, once each, browsing included", () => {
  const seen = (outcome: Told["outcome"], reads: { article: string; scroll?: number; copied?: number }[]): Told => {
    const one = told(
      outcome,
      reads.map(({ article }) => [article, false]),
    );
    const more = one.facts.reads.map((read, place) => ({ ...read, ...reads[place] }));
    return { ...one, facts: { ...one.facts, reads: more } };
  };
  const rows = articlesIn(WEEK, [
    seen("silent", [
      { article: "kb-1", scroll: 90, copied: 2 },
      { article: "kb-1", scroll: 100, copied: 1 },
    ]),
    seen("browse", [{ article: "kb-1", scroll: 100 }]),
    seen("confirmed", [{ article: "kb-1", scroll: 89, copied: 1 }]),
    seen("failed", [{ article: "kb-1" }]),
  ]);
  assert.deepEqual(
    rows.map(({ article, to_end, copied }) => [article, to_end, copied]),
    [["kb-1", 2, 2]],
  );
});

test("whoever opened it in the quarter before is no newcomer, and all who opted out are taken for one", () => {
  const before = readersOf([
    told("silent", [["kb-1", true]], [], "zoe"),
    { ...told("silent", [["kb-2", true]]), reader: null },
  ]);
  const nobody = (article: string, end: number): Told => ({ ...told("silent", [[article, true]]), reader: null, end });
  const rows = articlesIn(
    WEEK,
    [
      told("silent", [["kb-1", true]], [], "zoe"),
      told("silent", [["kb-1", true]], [], "ada"),
      nobody("kb-1", 1),
      nobody("kb-1", 2),
      nobody("kb-2", 3),
    ],
    before,
  );
  assert.deepEqual(
    rows.map(({ article, readers, newcomers }) => [article, readers, newcomers]),
    [
      ["kb-1", 4, 2],
      ["kb-2", 1, 0],
    ],
  );
});

test("people are never more than those who really opened it", () => {
  const person = fc.integer({ min: 0, max: 5 });
  fc.assert(
    fc.property(fc.array(fc.uniqueArray(person, { maxLength: 4 }), { minLength: 1, maxLength: 30 }), (weeks) => {
      const rows = weeks.map((readers, place) => {
        const before = new Set(
          weeks
            .slice(Math.max(0, place - REMEMBERED), place)
            .flat()
            .map(String),
        );
        return { readers: readers.length, newcomers: newcomersAmong(new Set(readers.map(String)), before) };
      });
      const really = new Set(weeks.flat()).size;
      assert.ok(fewestPeople(rows) <= really);
      if (weeks.length <= REMEMBERED + 1) assert.equal(fewestPeople(rows), really, "exact within a quarter");
    }),
  );
});

test("credits add up to the journeys that ended well", () => {
  const article = fc.constantFrom("kb-1", "kb-2", "kb-3");
  const journey = fc.record({
    outcome: fc.constantFrom<Told["outcome"][]>("confirmed", "probable", "failed", "silent", "browse", "unsolved"),
    reads: fc.array(fc.tuple(article, fc.boolean()), { minLength: 1, maxLength: 4 }),
    solvedBy: fc.uniqueArray(article, { maxLength: 2 }),
  });
  fc.assert(
    fc.property(fc.array(journey, { maxLength: 12 }), (journeys) => {
      const all = journeys.map(({ outcome, reads, solvedBy }) => told(outcome, reads, solvedBy));
      const rows = articlesIn(WEEK, all);
      const well = all.filter(
        ({ outcome, facts }) =>
          ["confirmed", "probable"].includes(outcome) &&
          (facts.solvedBy.length > 0 || facts.reads.some(({ isQualified }) => isQualified)),
      );
      const sum = rows.reduce((total, { credit }) => total + credit, 0);
      assert.ok(Math.abs(sum - well.length) < 1e-9, `${sum} is not ${well.length}`);
      assert.ok(rows.every(({ reads, solved }) => solved <= reads));
    }),
  );
});
