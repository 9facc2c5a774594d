import assert from "node:assert/strict";
import { test } from "node:test";
import { isPasted, readPasted } from "#server/search/pasted.ts";
import { doc, open } from "./documents.ts";

test("of a pasted text the telling line is found, whatever tool printed it", () => {
  for (const [pasted, line] of [
    ["ERROR:  Cannot delete main branch", "Cannot delete main branch"],
    [
      "ERROR:  No commits found\nCONTEXT:  PL/pgSQL function x() line 9 at RAISE\nSTATEMENT:  SELECT 1",
      "No commits found",
    ],
    ["2026-11-03 08:14:55.120 UTC [4711] ERROR:  deadlock detected", "deadlock detected"],
    ['psql:install.sql:14: ERROR:  type "object_type" already exists', 'type "object_type" already exists'],
    ['[42703] ERROR: column "x" does not exist  Where: PL/pgSQL function y(text) line 3', 'column "x" does not exist'],
    [
      "Error: canceling statement (code 55P03) at Parser.parse (node_modules/pg/x.js:283) SELECT 1",
      "canceling statement",
    ],
    ['deploy.sh: line 22: ERROR:  null value in column "name"', 'null value in column "name"'],
    [
      "org.postgresql.util.PSQLException: ERROR: function f(bigint) does not exist\n  Position: 15\n\tat org.X.y(Z.java:1)",
      "function f(bigint) does not exist",
    ],
    [
      "Exception in thread main java.lang.RuntimeException: outer\n\tat a.b(C.java:1)\nCaused by: java.sql.SQLException: inner went wrong",
      "inner went wrong",
    ],
    ["Traceback (most recent call last):\n  File \"x.py\", line 3\nKeyError: 'id'", "'id'"],
  ] as const) {
    assert.ok(isPasted(pasted), pasted);
    assert.equal(readPasted(pasted).line, line);
  }
});

test("a story without an error has no telling line", () => {
  const story =
    "We installed it yesterday on two servers.\nSince then the nightly job takes very long and we do not know why.";
  assert.ok(isPasted(story));
  assert.equal(readPasted(story).line, null);
  assert.ok(!isPasted("how do I delete a branch"));
});

test("a pasted error finds the article that stores it, by its fixed words and not by its names", async () => {
  const index = await open([
    doc("branch-not-found", { title: "Branch not found", errors: ["Branch nope not found"] }),
    doc("source-not-found", { title: "Merge: source not found", errors: ["Source branch nope not found"] }),
    doc("column-a", { title: "Column a", errors: ['column "target_sha" does not exist'] }),
    doc("column-b", { title: "Column b", errors: ['column "commit_hash" does not exist'] }),
    doc("noise", { title: "Not found", body: "branch branch not found not found hotfix login" }),
    ...Array.from({ length: 20 }, (_, place) => doc(`other-${place}`, { body: "something else altogether" })),
  ]);
  const ask = (words: string) => index.search({ words, audience: "everyone" });
  const first = ask("ERROR:  Branch hotfix/login not found\nCONTEXT:  PL/pgSQL function x(text) line 17 at RAISE");
  assert.equal(first.results[0]?.slug, "branch-not-found");
  assert.equal(first.results[0]?.why, "the error text matches");
  assert.equal(first.reducedTo, "Branch hotfix/login not found");
  assert.ok(first.answered);
  assert.equal(ask("ERROR: Source branch release/9 not found").results[0]?.slug, "source-not-found");
  assert.equal(ask('ERROR: column "commit_hash" does not exist').results[0]?.slug, "column-b");
  assert.equal(ask('ERROR: column "target_sha" does not exist').results[0]?.slug, "column-a");
  await index.close();
});

test("of a long story the telling words are kept and shown", async () => {
  const index = await open([
    doc("slow", { title: "The nightly report is slow", body: "analyze_storage_usage takes long" }),
    ...Array.from({ length: 30 }, (_, place) =>
      doc(`other-${place}`, { body: "we have it on a server and the job is there" }),
    ),
  ]);
  const story = `${"We have it on a server and the job is there. ".repeat(8)}The nightly report is slow since analyze_storage_usage. ${"other words without end here ".repeat(3)}`;
  const answer = index.search({ words: story, audience: "everyone" });
  assert.equal(answer.results[0]?.slug, "slow");
  assert.equal(index.similar(story, "everyone", 3)[0]?.slug, "slow");
  assert.deepEqual(index.similar("completely unrelated pizza", "everyone", 3), []);
  await index.close();
});
