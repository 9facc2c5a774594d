import assert from "node:assert/strict";
import { test } from "node:test";
import { forecast } from "#server/measure/forecast.ts";
import { gapScore, isFailedSearch, joinAlike, queryClusters } from "#server/measure/query-clusters.ts";
import { queryWords } from "#server/measure/query-words.ts";
import { type BasicTicket, OWNERS, TICKET_REASONS, ticketReason } from "#server/measure/ticket-reason.ts";
import { isNear, refuses, weeks } from "./near.ts";

const WORDS: [string, string[]][] = [
  ["How do I rebase my branches", ["rebase", "branche"]],
  ["Édition des clés", ["edition", "des", "cle"]],
  ["access process", ["access", "process"]],
  ["c++ .net node.js #general", ["c++", "net", "node.j", "#general"]],
  ["npm -g install--save", ["npm", "g", "install--save"]],
  ["bus gas dns", ["bus", "gas", "dns"]],
  ["what's VPN_CONFIG?", ["what", "s", "vpn_config"]],
  ["to the on", []],
];
for (const [query, expected] of WORDS) {
  test(`F25: the words of "${query}"`, () => assert.deepEqual([...queryWords(query)], expected));
}

test("F25: queries with half of their words in common are joined, also over one between them", () => {
  const groups = joinAlike(["git rebase", "git rebase conflict", "rebase conflict", "vpn", "vpns", "docker login"]);
  assert.deepEqual(groups, [
    ["git rebase", "git rebase conflict", "rebase conflict"],
    ["vpn", "vpns"],
    ["docker login"],
  ]);
});

test("F25: exactly half is enough, less is not", () => {
  assert.equal(joinAlike(["one two", "one two three four"]).length, 1);
  assert.equal(joinAlike(["one two", "one two three four five"]).length, 2);
});

test("F25: queries of nothing but small words stay alone", () => {
  assert.equal(joinAlike(["how to", "is it"]).length, 2);
});

const search = (query: string, person: string, isFailed = true, hasTicket = false) => ({
  query,
  person,
  isFailed,
  hasTicket,
});

test("F25: failures that end in tickets come first; the example", () => {
  assert.equal(gapScore(20, 5), 4);
  refuses(() => gapScore(-1, 0), /below zero/);
});

test("F25: people are counted once, and the label is the most frequent query, ties by alphabet", () => {
  const { clusters } = queryClusters([
    search("VPN  setup", "ada", true, true),
    search("vpn setup", "ada"),
    search("setup vpn", "zoe"),
    search("setup vpn", "bo"),
    search("setup the vpn", "cy", false, true),
    search("docker", "ada"),
    search("docker", "zoe"),
    search("docker", "bo"),
  ]);
  assert.deepEqual(
    clusters.map(({ label, failed, ticketed, searches }) => [label, failed, ticketed, searches]),
    [
      ["setup vpn", 3, 1, 5],
      ["docker", 3, 0, 3],
    ],
  );
});

test("F25: clusters of one score stand by alphabet", () => {
  const searches = ["zsh prompt", "bash alias"].flatMap((query) =>
    ["ada", "zoe", "bo"].map((person) => search(query, person)),
  );
  assert.deepEqual(
    queryClusters(searches).clusters.map(({ label }) => label),
    ["bash alias", "zsh prompt"],
  );
});

test("F25: fewer than three people are hidden and only counted", () => {
  const { clusters, hidden } = queryClusters([
    search("salary of bo", "ada"),
    search("salary of bo", "zoe"),
    search("x", "bo", false),
  ]);
  assert.deepEqual([clusters, hidden], [[], 1]);
});

test("F25: a search failed without a click, or when its journey did", () => {
  assert.equal(isFailedSearch({ clicked: false, outcome: "SILENT" }), true);
  assert.equal(isFailedSearch({ clicked: true, outcome: "UNSOLVED" }), true);
  assert.equal(isFailedSearch({ clicked: true, outcome: "FAILED" }), true);
  assert.equal(isFailedSearch({ clicked: true, outcome: "SILENT" }), false);
});

const HOUR = 3_600_000;
const NOW = 100 * HOUR;
const answer = { article: "a", publishedAt: 0, isReadable: true };
const at = (hours: number) => NOW - hours * HOUR;
const opened: BasicTicket["steps"] = [{ at: at(1), kind: "opened", article: "a" }];
const REASONS: [string, Partial<BasicTicket>, string][] = [
  ["no article was linked", { answer: null, steps: opened }, "COVERAGE_GAP"],
  ["the article came later", { answer: { ...answer, publishedAt: NOW + 1 }, steps: opened }, "COVERAGE_GAP"],
  ["the article came in the same moment", { answer: { ...answer, publishedAt: NOW } }, "NOT_TRIED"],
  ["they may not see it", { answer: { ...answer, isReadable: false }, steps: opened }, "ACCESS_GAP"],
  ["they opened it", { steps: opened }, "NOT_SOLVED"],
  ["it stood in a list", { steps: [{ at: at(1), kind: "shown", articles: ["b", "a"] }] }, "NOT_CHOSEN"],
  [
    "they opened another one of the list",
    {
      steps: [
        { at: at(1), kind: "opened", article: "b" },
        { at: at(1), kind: "shown", articles: ["b", "a"] },
      ],
    },
    "NOT_CHOSEN",
  ],
  ["the list was without it", { steps: [{ at: at(1), kind: "shown", articles: ["b"] }] }, "NOT_FOUND"],
  [
    "nothing was found",
    {
      steps: [
        { at: at(1), kind: "shown", articles: [] },
        { at: at(1), kind: "withheld" },
      ],
    },
    "NOT_FOUND",
  ],
  ["the panel was withheld", { steps: [{ at: at(1), kind: "withheld" }] }, "WITHHELD"],
  ["they looked for nothing", {}, "NOT_TRIED"],
  ["it was exactly a day ago", { steps: [{ at: at(24), kind: "opened", article: "a" }] }, "NOT_SOLVED"],
  ["it was longer than a day ago", { steps: [{ at: at(24) - 1, kind: "opened", article: "a" }] }, "NOT_TRIED"],
  ["they opened it in the moment of asking", { steps: [{ at: NOW, kind: "opened", article: "a" }] }, "NOT_SOLVED"],
  ["they opened it after asking", { steps: [{ at: NOW + 1, kind: "opened", article: "a" }] }, "NOT_TRIED"],
];
for (const [why, change, reason] of REASONS) {
  test(`F26: ${why}: ${reason}`, () =>
    assert.equal(ticketReason({ createdAt: NOW, answer, steps: [], ...change }), reason));
}

test("F26: every reason has somebody who can do something about it", () => {
  assert.deepEqual(
    TICKET_REASONS.map((reason) => OWNERS[reason]),
    ["writer", "admin", "writer", "title editor", "search owner", "experiment", "onboarding"],
  );
});

const FALLING = weeks([60, 55, 52, 47, 45, 40, 38, 35, 32, 30], 240);

test("F27: a trend that meets the goal, with its range", () => {
  const found = forecast({ since: FALLING, baseline: { tickets: 900, exposure: 2808 } });
  isNear(found, { slope: -0.0773 });
  isNear(found, { week: 9.63, low: 7.45, high: 15.09 }, 0.005);
  assert.equal(found.statement, "trend already at the goal");
  assert.deepEqual(found.warnings, []);
});

test("F27: a slope that is not established gives no date, whatever the naive answer is", () => {
  const found = forecast({
    since: weeks([18, 17, 15, 16, 13, 12, 11, 10], 100),
    baseline: { tickets: 173, exposure: 800 },
  });
  assert.equal(found.statement, "slope not established, no date");
  assert.deepEqual([found.week, found.low, found.high], [null, null, null]);
  isNear(found, { naiveWeek: 10 }, 0.05);
});

test("F27: a rate that does not fall gives no date", () => {
  const rising = forecast({ since: weeks([10, 11, 12, 13], 100), baseline: { tickets: 173, exposure: 800 } });
  assert.deepEqual([rising.statement, rising.naiveWeek], ["not falling, no date", null]);
});

test("F27: a date far beyond what was seen carries a warning", () => {
  const found = forecast({ since: FALLING, baseline: { tickets: 900, exposure: 2808 }, goal: 0.9 });
  assert.equal(found.statement, "date");
  assert.match(found.warnings.join(), /twice the observed/);
});

test("F27: what makes no trend is refused", () => {
  refuses(() => forecast({ since: weeks([5, 4], 9), baseline: { tickets: 9, exposure: 9 } }), /no trend/);
  refuses(() => forecast({ since: FALLING, baseline: { tickets: 0, exposure: 9 } }), /baseline tickets is 0/);
  refuses(() => forecast({ since: weeks([0, 0, 0, 0], 9), baseline: { tickets: 9, exposure: 9 } }), /do not determine/);
});
