import assert from "node:assert/strict";
import { test } from "node:test";
import { avoidedByArticle, creditOf, creditTotals } from "#server/measure/credit.ts";
import { journeyBounds } from "#server/measure/journey-bounds.ts";
import { linkRates } from "#server/measure/link-rates.ts";
import { clickRatesByPosition, positionCorrected } from "#server/measure/position.ts";
import { wilsonInterval } from "#server/measure/proportion.ts";
import { isQualifiedRead, qualifiedReadMs } from "#server/measure/qualified-read.ts";
import { meanReciprocalRank, ndcg, searchHealth } from "#server/measure/ranking.ts";
import { priorOf, shrink } from "#server/measure/shrinkage.ts";
import { isNear, near, refuses } from "./near.ts";

const COUNTS = { confirmed: 20, probable: 10, silent: 50, failed: 15, unsolved: 5 };
const SURVEY = { probable: { successes: 8, trials: 10 }, silent: { successes: 6, trials: 20 } };

test("F21: between those that said so and those that did not say otherwise", () => {
  const { estimate, ...bounds } = journeyBounds(COUNTS, SURVEY);
  isNear(bounds, { lower: 0.2, upper: 0.8, journeys: 100 });
  isNear(estimate ?? {}, { share: 0.43, low: 0.3218, high: 0.5538 });
});

test("F21: the small example: one confirmed, one probable, one silent, one failed", () => {
  const { estimate, ...bounds } = journeyBounds({ confirmed: 1, probable: 1, silent: 1, failed: 1, unsolved: 0 });
  assert.deepEqual(bounds, { journeys: 4, lower: 0.25, upper: 0.75 });
  assert.equal(estimate, null);
});

test("F21: no journey, no bounds; a survey without answers is none", () => {
  refuses(() => journeyBounds({ confirmed: 0, probable: 0, silent: 0, failed: 0, unsolved: 0 }), /no journey/);
  refuses(() => journeyBounds({ ...COUNTS, silent: -1 }), /below zero/);
  refuses(() => journeyBounds(COUNTS, { ...SURVEY, silent: { successes: 0, trials: 0 } }), /nothing to count from/);
});

test("F22: what stands lower is chosen more often than its places explain", () => {
  const article = [
    { position: 1, shown: 10, clicked: 2 },
    { position: 2, shown: 40, clicked: 8 },
  ];
  const rates = new Map([
    [1, 0.3],
    [2, 0.15],
  ]);
  isNear(positionCorrected(article, rates), { expected: 9, coec: 1.1111, ipw: 0.36, shown: 50, clicked: 10 });
});

test("F22: rates come from all lists, and a far place weighs at most twentyfold", () => {
  const all = [
    { position: 1, shown: 60, clicked: 20 },
    { position: 1, shown: 40, clicked: 20 },
    { position: 9, shown: 100, clicked: 1 },
  ];
  const rates = clickRatesByPosition(all);
  assert.deepEqual(
    [...rates],
    [
      [1, 0.4],
      [9, 0.01],
    ],
  );
  near(positionCorrected([{ position: 9, shown: 10, clicked: 1 }], rates).ipw, 1 / 0.05 / 10, 1e-12);
});

test("F22: the whole site against its own rates is exactly what was expected", () => {
  const all = [
    { position: 1, shown: 60, clicked: 20 },
    { position: 2, shown: 60, clicked: 7 },
  ];
  near(positionCorrected(all, clickRatesByPosition(all)).coec, 1, 1e-12);
});

test("F22: places without a rate are refused", () => {
  refuses(() => positionCorrected([{ position: 2, shown: 1, clicked: 0 }], new Map([[1, 0.3]])), /Place 2 has no/);
  refuses(() => positionCorrected([], new Map([[1, 0.3]])), /not shown yet/);
  refuses(() => positionCorrected([{ position: 0, shown: 1, clicked: 0 }], new Map()), /no place of a list/);
  refuses(() => positionCorrected([{ position: 1, shown: 1, clicked: 0 }], new Map([[1, 0]])), /first place is 0/);
});

const READS = [
  { article: "early", minutes: 20 },
  { article: "late", minutes: 5 },
];

test("F23: the nearer read gets more, the last touch gets all", () => {
  const [early, late] = creditOf({ solvedBy: [], reads: READS });
  near(early?.credit ?? 0, 0.2612);
  near(late?.credit ?? 0, 0.7388);
  assert.deepEqual([early?.lastTouch, late?.lastTouch], [0, 1]);
});

test("F23: what was called the solution gets all, whatever was read later", () => {
  const credits = creditOf({ solvedBy: ["early"], reads: READS });
  assert.deepEqual(credits, [
    { article: "early", credit: 1, lastTouch: 0 },
    { article: "late", credit: 0, lastTouch: 1 },
  ]);
});

test("F23: reading twice counts once, by the last time; reads of days ago do not round to nothing", () => {
  assert.deepEqual(
    creditOf({ solvedBy: [], reads: [...READS, { article: "early", minutes: 90 }] }),
    creditOf({ solvedBy: [], reads: READS }),
  );
  const old = creditOf({
    solvedBy: [],
    reads: READS.map(({ article, minutes }) => ({ article, minutes: minutes + 50_000 })),
  });
  near(old[0]?.credit ?? 0, 0.2612);
});

test("F23: credits sum to solved journeys, avoided tickets to what the experiment found", () => {
  const totals = creditTotals([
    { solvedBy: [], reads: READS },
    { solvedBy: ["a", "b"], reads: [] },
    { solvedBy: ["late"], reads: READS },
  ]);
  near(
    totals.reduce((all, { credit }) => all + credit, 0),
    3,
    1e-12,
  );
  near(
    totals.reduce((all, { lastTouch }) => all + lastTouch, 0),
    3,
    1e-12,
  );
  assert.equal(totals[0]?.article, "late");
  near(
    avoidedByArticle(totals, 18).reduce((all, { avoided }) => all + avoided, 0),
    18,
    1e-12,
  );
  refuses(() => creditOf({ solvedBy: [], reads: [] }), /needs an article/);
  refuses(() => creditOf({ solvedBy: [], reads: [{ article: "x", minutes: -1 }] }), /below zero/);
});

test("F24: Wilson's interval of votes", () => {
  isNear(wilsonInterval({ successes: 8, trials: 10 }), { low: 0.4902, high: 0.9433, share: 0.8 });
  isNear(wilsonInterval({ successes: 0, trials: 10 }), { low: 0, share: 0 }, 1e-12);
  isNear(wilsonInterval({ successes: 10, trials: 10 }), { high: 1, share: 1 }, 1e-12);
  refuses(() => wilsonInterval({ successes: 0, trials: 0 }), /nothing to count from/);
});

const SOLVING = [
  { name: "a", solved: 6, reads: 10 },
  { name: "b", solved: 1, reads: 1 },
  { name: "c", solved: 30, reads: 100 },
];

test("F24: solve rates are pulled towards each other, the fewer the reads the more", () => {
  const { prior, articles } = shrink(SOLVING);
  isNear(prior, { p: 0.3333, rho: 0.1613, m: 5.2 });
  const byName = Object.fromEntries(articles.map((one) => [one.name, one]));
  isNear(byName.a ?? {}, { mean: 0.5088, cautious: 0.3032, rank: 1 });
  isNear(byName.b ?? {}, { mean: 0.4409, cautious: 0.1484 });
  isNear(byName.c ?? {}, { mean: 0.3016, cautious: 0.2306, rank: 2 });
  assert.deepEqual(
    articles.map(({ name, rank }) => [name, rank]),
    [
      ["a", 1],
      ["c", 2],
      ["b", null],
    ],
  );
});

test("F24: articles that are all alike share one rate, and none is NaN", () => {
  for (const solved of [0, 10]) {
    const { articles } = shrink([
      { name: "a", solved, reads: 10 },
      { name: "b", solved, reads: 10 },
    ]);
    for (const { mean, cautious } of articles) assert.deepEqual([mean, cautious], [solved / 10, solved / 10]);
  }
});

test("F24: what cannot be compared is refused", () => {
  refuses(() => priorOf([{ name: "a", solved: 1, reads: 2 }]), /Two or more/);
  refuses(
    () =>
      priorOf([
        { name: "a", solved: 1, reads: 1 },
        { name: "b", solved: 0, reads: 1 },
      ]),
    /read twice/,
  );
  refuses(
    () =>
      priorOf([
        { name: "a", solved: 3, reads: 2 },
        { name: "b", solved: 0, reads: 1 },
      ]),
    /more than the 2/,
  );
});

test("F28: link, known and new rate", () => {
  isNear(linkRates({ closed: 100, linked: 60, known: 45 }), {
    linkRate: 0.6,
    knownRate: 0.75,
    newRate: 0.25,
    low: 0.502,
  });
  const none = linkRates({ closed: 5, linked: 0, known: 0 });
  assert.deepEqual([none.knownRate, none.newRate], [null, null]);
  refuses(() => linkRates({ closed: 5, linked: 3, known: 4 }), /more than the 3/);
});

test("F29: nDCG and reciprocal rank", () => {
  near(ndcg([2, 0, 1]), 0.9639);
  near(ndcg([3, 2, 1]), 1);
  near(ndcg([0, 0, 0, 0, 0, 3]), 0);
  near(meanReciprocalRank([1, 2, null, 4]), (1 + 0.5 + 0 + 0.25) / 4);
  refuses(() => ndcg([0, 0]), /No result/);
  refuses(() => meanReciprocalRank([]), /no query/);
  refuses(() => meanReciprocalRank([0]), /no rank/);
});

test("F29: the health of a week's searches", () => {
  const health = searchHealth([
    { results: 0, isReformulated: true, msToClick: null },
    { results: 3, isReformulated: false, msToClick: 2000 },
    { results: 5, isReformulated: false, msToClick: 9000 },
    { results: 2, isReformulated: true, msToClick: 4000 },
  ]);
  assert.deepEqual(health, { searches: 4, zeroResultRate: 0.25, reformulationRate: 0.5, msToFirstClick: 4000 });
  const waits = [9000, 1000, 4000, 2000].map((msToClick) => ({ results: 1, isReformulated: false, msToClick }));
  assert.equal(searchHealth(waits).msToFirstClick, 3000);
  assert.equal(searchHealth([{ results: 0, isReformulated: true, msToClick: null }]).msToFirstClick, null);
  refuses(() => searchHealth([]), /no search/);
});

const LENGTHS: [number, number][] = [
  [0, 8000],
  [50, 8000],
  [200, 15_000],
  [400, 30_000],
  [4000, 30_000],
];
for (const [words, ms] of LENGTHS) {
  test(`F30: ${words} words are read from ${ms} ms`, () => {
    assert.equal(qualifiedReadMs(words), ms);
    assert.equal(isQualifiedRead({ activeMs: ms, words }), true);
    assert.equal(isQualifiedRead({ activeMs: ms - 1, words }), false);
  });
}
