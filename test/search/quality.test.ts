import assert from "node:assert/strict";
import { test } from "node:test";
import { openSearchIndex } from "#server/search/search.ts";
import { shippedArticles, shippedSynonyms } from "./articles.ts";
import { type Golden, goldenQuestions, othersQuestions, strayAnswers } from "./golden.ts";
import { type Engine, measure } from "./measuring.ts";

const KINDS = ["identifier", "error", "symptom", "typo", "synonym", "prefix", "phrase", "none"];

test("the golden set is whole: eight kinds, at least a hundred and fifty questions, answers that exist", () => {
  const golden = goldenQuestions();
  assert.ok(golden.length >= 150, `${golden.length} questions`);
  assert.deepEqual([...new Set(golden.map(({ kind }) => kind))].sort(), [...KINDS].sort());
  assert.deepEqual(strayAnswers(golden, shippedArticles()), []);
  assert.equal(new Set(golden.map(({ words }) => words)).size, golden.length);
});

test("questions that were not tuned to are answered as well as we promise", async () => {
  const documents = shippedArticles();
  const index = await openSearchIndex({ source: () => [documents], directory: null, synonyms: shippedSynonyms() });
  const engine: Engine = {
    name: "ours",
    find: (words) => {
      const { results, answered } = index.search({ words, audience: "staff", limit: 10 });
      return { slugs: results.map(({ slug }) => slug), isAnswered: answered };
    },
  };
  const golden = goldenQuestions();
  const judge = golden.filter(({ half }) => half === "judge");
  const reach = (questions: Golden[], floors: { top1: number; top3: number; ndcg: number }, what: string) => {
    const marks = measure(engine, questions);
    for (const [name, floor] of Object.entries(floors)) {
      const value = marks[name as keyof typeof floors];
      assert.ok(value >= floor, `${what}: ${name} is ${value.toFixed(3)}, the floor ${floor}`);
    }
  };
  const ofKind = (kind: string) => judge.filter((one) => one.kind === kind);
  reach(judge, { top1: 0.85, top3: 0.94, ndcg: 0.9 }, "all");
  reach(golden, { top1: 0.85, top3: 0.95, ndcg: 0.9 }, "both halves");
  reach(ofKind("error"), { top1: 0.93, top3: 1, ndcg: 0.95 }, "pasted errors");
  reach(ofKind("identifier"), { top1: 0.85, top3: 1, ndcg: 0.9 }, "identifiers");
  reach(ofKind("typo"), { top1: 0.84, top3: 0.92, ndcg: 0.88 }, "misspelt");
  reach(ofKind("synonym"), { top1: 0.53, top3: 0.76, ndcg: 0.68 }, "other words");
  reach(othersQuestions(), { top1: 0.8, top3: 0.88, ndcg: 0.75 }, "somebody else's");
  const declined = measure(engine, ofKind("none")).declined;
  assert.ok(declined >= 0.9, `declined ${declined}`);
  await index.close();
});

test("words that stand in a title one after the other beat the same words strewn over another", async () => {
  const index = await openSearchIndex({
    source: () => [shippedArticles()],
    directory: null,
    synonyms: shippedSynonyms(),
  });
  const { results, isLikely } = index.search({ words: "no commits found", audience: "everyone" });
  assert.equal(results[0]?.slug, "no-commits-found-cannot-create-branch");
  assert.equal(results[1]?.slug, "no-suitable-backup-found");
  assert.ok(isLikely);
  await index.close();
});
