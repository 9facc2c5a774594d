import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { tokenize } from "#server/search/tokens.ts";

const terms = (text: string) => tokenize(text).map(({ term }) => term);

test("words are folded and stemmed, function words left out, and what means something stays", () => {
  for (const [text, expected] of [
    ["The branches of a repository", ["branch", "repositori"]],
    ["Naïve Œuvre ﬁle", ["naiv", "œuvre", "file"]],
    ["doesn't exist", ["not", "exist"]],
    ["can’t delete", ["cannot", "delet"]],
    ["main's head", ["main", "head"]],
    ["not off like own", ["not", "off", "like", "own"]],
    ["read-only", ["read", "onli"]],
    ["End. Next: (a/b)", ["end", "next", "a/b"]],
    ["", []],
    ["?! … —", []],
  ] as const)
    assert.deepEqual(terms(text), expected, text);
});

test("names of code stay whole, and can be found by their pieces", () => {
  for (const [text, term, also, parts] of [
    ["create_branch", "create_branch", [], ["creat", "branch"]],
    ["pggit_v0.get_head_sha", "get_head_sha", ["pggit_v0.get_head_sha"], ["pggit", "v0", "get", "head", "sha"]],
    ["42P01", "42p01", [], []],
    ["C++", "c++", [], []],
    ["C#", "c#", [], []],
    [".env", "env", [".env"], []],
    ["0.2.1", "0.2.1", [], ["0", "2", "1"]],
    ["sql/v0/000_schema.sql:12", "000_schema.sql", null, ["sql", "v0", "000", "schema", "12"]],
    ["ORA-00942", "ora-00942", [], ["ora", "00942"]],
    ["NullPointerException", "nullpointerexcept", null, ["null", "pointer", "except"]],
    ["127.0.0.1:5432", "127.0.0.1:5432", [], null],
  ] as const) {
    const [token, ...more] = tokenize(text);
    assert.ok(token && more.length === 0, `${text} is one word`);
    assert.equal(token.term, term);
    if (also) assert.deepEqual(token.also, also, text);
    if (parts) assert.deepEqual(token.parts, parts, text);
  }
});

test("scripts without blanks are cut into pairs", () => {
  assert.deepEqual(terms("日本語"), ["日本", "本語"]);
});

test("a word stands where its place says, in any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      for (const { from, to, term } of tokenize(text)) {
        assert.ok(from >= 0 && to <= text.length && from < to);
        assert.ok(term.length > 0 && !/\s/.test(term));
      }
    }),
  );
});

test("what is cut once is cut the same way again, alone or among others", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }), { maxLength: 8 }), (words) => {
      const text = words.join(" ");
      assert.deepEqual(
        terms(text),
        text.split(" ").flatMap((word) => terms(word)),
      );
      assert.deepEqual(terms(text), terms(text));
    }),
  );
});

test("a run without end costs no more than its length", () => {
  for (const run of ["a".repeat(100_000), `a${".".repeat(100_000)}b`, "a-".repeat(50_000), "_".repeat(100_000)])
    assert.ok(tokenize(run).length <= 50_000);
  assert.equal(tokenize("word ".repeat(1000), 10).length, 10);
});
