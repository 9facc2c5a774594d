import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { find } from "#server/search/answering.ts";
import { MOST_CONCEPTS } from "#server/search/asking.ts";
import { collect, viewFor } from "#server/search/collection.ts";
import { countDocument } from "#server/search/counting.ts";
import { hold } from "#server/search/held.ts";
import { readQuestion } from "#server/search/reading.ts";
import { MOST_WORK, scoreAll } from "#server/search/scoring.ts";
import { layOut } from "#server/search/segment.ts";
import { readySynonyms } from "#server/search/synonyms.ts";
import { shippedArticles, shippedSynonyms } from "./articles.ts";
import { doc, open, slugs } from "./documents.ts";

const documents = shippedArticles();
const synonyms = shippedSynonyms();

const HOSTILE = [
  "",
  " ",
  "*",
  "+*",
  "~",
  "^",
  "~9",
  "a~9",
  "branch~99999999",
  "php:",
  "title:x",
  "a^b~2",
  "--hard",
  "-",
  "- - -",
  '"',
  '""""',
  '"branch',
  "in:title",
  "in:title -branch",
  "type: category:",
  "type:__proto__",
  "category:constructor",
  "__proto__ constructor toString hasOwnProperty valueOf",
  "\u0000\u0001",
  "\ud83d",
  "😀".repeat(5000),
  "日本語のエラー",
  "ﷺ".repeat(5000),
  "é".normalize("NFD").repeat(5000),
  "x".repeat(100_000),
  "a ".repeat(50_000),
  "branch ".repeat(20_000),
  `${"word ".repeat(20_000)}\nERROR: ${"name ".repeat(5000)}`,
  "ERROR: ".repeat(10_000),
  `ERROR: ${'"'.repeat(50_000)}`,
  `ERROR: x${" at a (b)".repeat(10_000)}`,
  "\n".repeat(100_000),
  ".".repeat(100_000),
  `a${"'".repeat(100_000)}`,
  "((((((((((((((((((((",
  "%00%ff\\x00<script>alert(1)</script>",
];

test("nothing that can be typed or pasted makes it throw, or costs more than its bounds", async () => {
  const view = viewFor(collect(hold(layOut(documents.map(countDocument)))), "staff");
  const ready = readySynonyms(synonyms);
  const index = await open(documents, { synonyms });
  const ask = (words: string, whileTyping: boolean) => {
    const question = readQuestion(view, words, ready, whileTyping);
    assert.ok(question.concepts.length <= 2 * MOST_CONCEPTS, "words are bounded");
    assert.ok(scoreAll(view, question.concepts, question.fields).work <= MOST_WORK, "work is bounded");
    const { ranked } = find({ view, synonyms: ready, standingOf: () => 0 }, question, {}, 10);
    for (const { final } of ranked) assert.ok(Number.isFinite(final));
    const answer = index.search({ words, audience: "everyone", whileTyping });
    assert.ok(answer.results.length <= 20 && answer.total >= answer.results.length);
    for (const { titlePieces, title } of answer.results)
      assert.equal(titlePieces.map(({ text }) => text).join(""), title);
  };
  for (const words of HOSTILE) for (const whileTyping of [true, false]) ask(words, whileTyping);
  const pieces = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.constantFrom(...HOSTILE.filter((words) => words.length < 100)),
    fc.constantFrom('"', "-", "~9", "*", "in:title", "type:how-to", "ERROR: ", "\n", "branch", "commit", "pggit_v0."),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), fc.boolean(), (some, whileTyping) =>
      ask(some.join(" "), whileTyping),
    ),
    { numRuns: 1500 },
  );
});

test("names that objects have of their own are words like others", async () => {
  const index = await open([
    doc("one", { title: "constructor fails" }),
    doc("two", { title: "__proto__ and toString" }),
  ]);
  assert.deepEqual(slugs(index, "constructor"), ["one"]);
  assert.deepEqual(slugs(index, "__proto__"), ["two"]);
  assert.deepEqual(slugs(index, "hasOwnProperty"), []);
});

test("limits out of range are the nearest that can be", async () => {
  const index = await open(documents);
  const ask = (limit: number, offset: number) => index.search({ words: "branch", audience: "staff", limit, offset });
  for (const limit of [-1, 0, 0.5, Number.NaN, 1e9]) assert.ok(ask(limit, 0).results.length <= 50);
  assert.deepEqual(ask(10, Number.NaN).results, ask(10, 0).results);
  assert.deepEqual(ask(10, 1e9).results, []);
});
