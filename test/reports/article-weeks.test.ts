import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
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
    reads: 2,
    solved: 1,
    credit: 1,
    last_touch: 1,
  });
  assert.deepEqual(row("kb-2"), {
    week: WEEK,
    article: "kb-2",
    readers: 1,
    reads: 0,
    solved: 0,
    credit: 0,
    last_touch: 0,
  });
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
