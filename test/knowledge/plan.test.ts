import assert from "node:assert/strict";
import { test } from "node:test";
import { planImport } from "#server/knowledge/plan.ts";
import type { Known } from "#server/knowledge/writing-store.ts";

const file = (hash: string) => ({ name: "a/x.md", slug: "x", category: "a", source: "", hash });
const known = (change: Partial<Known> = {}): Known => ({
  id: 1,
  slug: "x",
  category: "a",
  revision: 1,
  sourceHash: "one",
  fileHash: "one",
  editedAt: null,
  archivedAt: null,
  drawnWith: 1,
  conflict: null,
  ...change,
});
const edited = (change: Partial<Known> = {}) => known({ sourceHash: "mine", editedAt: 5, revision: 2, ...change });

const CASES: [string, string | null, Known | null, string[]][] = [
  ["a new file becomes an article", "one", null, ["add"]],
  ["an unchanged file does nothing", "one", known(), []],
  ["a changed file updates its article", "two", known(), ["update"]],
  ["a removed file archives its article", null, known(), ["archive"]],
  ["an article that never had a file stays", null, known({ fileHash: null, editedAt: 5 }), []],
  ["an archived article without a file stays archived", null, known({ archivedAt: 5 }), []],
  ["a file that comes back unchanged revives its article", "one", known({ archivedAt: 5 }), ["revive"]],
  ["a file that comes back changed brings its new text", "two", known({ archivedAt: 5 }), ["update"]],
  ["an edited article is left alone while its file rests", "one", edited(), []],
  ["an edited article whose file changed is a conflict", "two", edited(), ["conflict"]],
  ["the same conflict is told once", "two", edited({ conflict: { hash: "two" } }), []],
  ["a newer file is a newer conflict", "three", edited({ conflict: { hash: "two" } }), ["conflict"]],
  ["a file that went back settles its conflict", "one", edited({ conflict: { hash: "two" } }), ["settle"]],
  ["a file that says what was written here agrees", "mine", edited({ conflict: { hash: "two" } }), ["agree"]],
  ["an edited article whose file is gone is a conflict, not archived", null, edited(), ["conflict"]],
  ["that one, too, is told once", null, edited({ conflict: { hash: null } }), []],
  ["a file that meets an article made here is a conflict", "two", edited({ fileHash: null }), ["conflict"]],
];

for (const [what, hash, article, expected] of CASES) {
  test(what, () => {
    const others = { name: "a/other.md", slug: "other", category: "a", source: "", hash: "o" };
    const files = hash === null ? [others] : [others, file(hash)];
    const there = [known({ id: 2, slug: "other", sourceHash: "o", fileHash: "o" }), ...(article ? [article] : [])];
    const { steps } = planImport({ files, present: new Set(files.map(({ slug }) => slug)) }, there);
    assert.deepEqual(
      steps.map(({ kind }) => kind),
      expected,
    );
  });
}

test("a folder without any article archives nothing: it is the wrong one", () => {
  assert.deepEqual(planImport({ files: [], present: new Set() }, [known()]).steps, []);
});

test("a file that cannot be read today is not gone", () => {
  const files = [{ name: "a/other.md", slug: "other", category: "a", source: "", hash: "o" }];
  const { steps } = planImport({ files, present: new Set(["other", "x"]) }, [known()]);
  assert.deepEqual(
    steps.map(({ kind }) => kind),
    ["add"],
  );
});
