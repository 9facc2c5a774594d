import assert from "node:assert/strict";
import { test } from "node:test";
import { doc, open, slugs } from "./documents.ts";

const shelf = () =>
  open(
    [
      doc("first-commit", {
        title: "Make the first commit",
        type: "how-to",
        category: "commits",
        body: "An empty repository.",
      }),
      doc("delete-branch", {
        title: "pggit_v0.delete_branch()",
        summary: "Deletes a branch by its name.",
        type: "reference",
        body: "Removes a branch by name.",
      }),
      doc("branch-missing", { title: "Branch not found", body: "The name of the branch is misspelt. Delete nothing." }),
      doc("read-only", {
        title: "Give read-only access",
        category: "access",
        body: "A role that may look, not touch.",
      }),
      doc("denied", {
        title: "permission denied for schema pggit_v0",
        category: "access",
        body: "Grant usage to the role.",
      }),
    ],
    { synonyms: [{ words: ["undo", "roll back", "revert"] }, { from: ["erase", "get rid of"], to: ["delete"] }] },
  );

test("quotes ask for words that stand together; where nobody wrote them so, their words are searched for", async () => {
  const index = await shelf();
  assert.deepEqual(slugs(index, '"name of the branch"'), ["branch-missing"]);
  assert.deepEqual(slugs(index, "“first commit”"), ["first-commit"]);
  const none = index.search({ words: '"branch the commit first"', audience: "everyone" });
  assert.ok(none.results.length > 0 && !none.answered && !none.isLikely);
  await index.close();
});

test("inside quotes small words count too, and a message wholly in quotes is a phrase", async () => {
  const index = await open([
    doc("loose", { title: "Branch and commit", body: "The branch, of a commit. Version: not help." }),
    doc("exact", { title: "Elsewhere", body: "Look at the branch of the\ncommit. Another version will not help." }),
  ]);
  assert.equal(slugs(index, '"branch of the commit"')[0], "exact");
  assert.equal(slugs(index, '"Version will not help"')[0], "exact");
  const unwritten = index.search({ words: '"branch does not commit"', audience: "everyone" });
  assert.ok(unwritten.results.length > 0);
  await index.close();
});

test("a word with a hyphen before it is not wanted; options of a command are literal", async () => {
  const index = await shelf();
  assert.ok(slugs(index, "branch").includes("delete-branch"));
  assert.deepEqual(slugs(index, "branch -misspelt"), ["delete-branch"]);
  assert.deepEqual(slugs(index, "-branch"), slugs(index, "branch"), "nothing else was asked for");
  assert.deepEqual(slugs(index, "--branch"), slugs(index, "branch"));
  await index.close();
});

test("in:title, type: and category: narrow, and what they do not know is literal text", async () => {
  const index = await shelf();
  assert.deepEqual(slugs(index, "in:title branch").sort(), ["branch-missing", "delete-branch"]);
  assert.ok(!slugs(index, "in:title role").includes("denied"));
  assert.deepEqual(slugs(index, "branch type:reference"), ["delete-branch"]);
  assert.deepEqual(slugs(index, "role category:access").sort(), ["denied", "read-only"]);
  assert.deepEqual(slugs(index, "role category:elsewhere").sort(), ["denied", "read-only"]);
  await index.close();
});

test("filters are counted as if they were not set, and narrow what is listed", async () => {
  const index = await shelf();
  const all = index.search({ words: "branch", audience: "everyone" });
  const narrowed = index.search({ words: "branch", audience: "everyone", type: "reference" });
  assert.deepEqual(narrowed.facets.types, all.facets.types);
  assert.equal(narrowed.total, 1);
  assert.deepEqual(narrowed.facets.categories, [["branches", 1]]);
  await index.close();
});

test("one mistyped letter is forgiven, said, and only where it finds something", async () => {
  const index = await shelf();
  for (const [typed, meant] of [
    ["delte branch", "delete branch"],
    ["permision denied", "permission denied"],
    ["repositroy", "repository"],
  ] as const) {
    const answer = index.search({ words: typed, audience: "everyone" });
    assert.equal(answer.didYouMean, meant);
    assert.ok(answer.results.length > 0);
  }
  assert.equal(index.search({ words: "delete branch", audience: "everyone" }).didYouMean, null);
  assert.equal(index.search({ words: "qqzzyx", audience: "everyone" }).didYouMean, null);
  assert.equal(index.search({ words: "delete_brnach", audience: "everyone" }).results[0]?.slug, "delete-branch");
  await index.close();
});

test("the last word may be unfinished; a finished one is not", async () => {
  const index = await shelf();
  assert.deepEqual(slugs(index, "permis", { whileTyping: true }), ["denied"]);
  assert.equal(slugs(index, "delete_b", { whileTyping: true })[0], "delete-branch");
  assert.equal(slugs(index, "first com", { whileTyping: true })[0], "first-commit");
  assert.deepEqual(slugs(index, "gra ", { whileTyping: true }), slugs(index, "gra "));
  await index.close();
});

test("words for the same thing are searched for too, and said; one-way ones lead one way", async () => {
  const index = await open(
    [
      doc("revert-it", { title: "Revert a change" }),
      doc("erase-it", { title: "Erase a disk" }),
      doc("delete-it", { title: "Delete a row" }),
    ],
    { synonyms: [{ words: ["undo", "roll back", "revert"] }, { from: ["erase", "get rid of"], to: ["delete"] }] },
  );
  const answer = index.search({ words: "roll back", audience: "everyone" });
  assert.equal(answer.results[0]?.slug, "revert-it");
  assert.deepEqual(answer.alsoSearched, ["revert"]);
  assert.equal(slugs(index, "get rid of it")[0], "delete-it");
  assert.deepEqual(slugs(index, "erase"), ["erase-it", "delete-it"]);
  assert.deepEqual(slugs(index, "delete"), ["delete-it"]);
  index.learnSynonyms([]);
  assert.deepEqual(slugs(index, "roll back"), []);
  await index.close();
});

test("what readers said reorders near-equals and never puts a worse article first", async () => {
  const index = await open([
    doc("a-twin", { title: "Restore a backup", body: "Take the dump." }),
    doc("b-twin", { title: "Restore a backup", body: "Take the dump." }),
    doc("other", { title: "Backups", body: "You may restore one." }),
  ]);
  assert.deepEqual(slugs(index, "restore a backup").slice(0, 2), ["a-twin", "b-twin"]);
  index.learnStandings(
    new Map([
      ["a-twin", -1],
      ["b-twin", 1],
      ["other", 1],
    ]),
  );
  assert.deepEqual(slugs(index, "restore a backup"), ["b-twin", "a-twin", "other"]);
  await index.close();
});

test("each result says why it is there, with the words marked where most of them stand together", async () => {
  const index = await open([
    doc("one", {
      title: "Locks",
      body: `${"Nothing of interest here. ".repeat(30)}Kill the session that holds the lock on refs. ${"More of nothing. ".repeat(30)}`,
      errors: ["canceling statement due to lock timeout"],
      terms: ["waits forever"],
    }),
  ]);
  const ask = (words: string) => index.search({ words, audience: "everyone" }).results[0];
  const found = ask("session holds lock");
  assert.equal(
    found?.passage
      .filter(({ isMatch }) => isMatch)
      .map(({ text }) => text)
      .join(" "),
    "session holds lock",
  );
  assert.match(found?.passage.map(({ text }) => text).join("") ?? "", /^… .*Kill the session.* …$/);
  assert.equal(ask("ERROR: canceling statement due to lock timeout")?.why, "the error text matches");
  assert.equal(ask("waits forever")?.why, "known as “waits forever”");
  assert.equal(ask("locks")?.why, "the title matches");
  assert.match(ask("session refs")?.why ?? "", /^mentions “session”, “refs”$/);
  await index.close();
});

test("the nearest to an article are those that say the same things, and never itself", async () => {
  const index = await shelf();
  assert.deepEqual(index.neighbours("not-there", "everyone", 3), []);
  index.put(doc("branch-names", { title: "Delete a branch by name", terms: ["branch name"] }));
  const near = index.neighbours("delete-branch", "everyone", 3);
  assert.ok(near.includes("branch-names"), `what is new is known at once: ${near}`);
  assert.ok(!near.includes("delete-branch"));
  index.put(doc("branch-names", { title: "Delete a branch by name", audience: "staff" }));
  assert.ok(!index.neighbours("delete-branch", "everyone", 3).includes("branch-names"));
  assert.deepEqual(index.neighbours("branch-names", "everyone", 3), []);
  await index.close();
});
