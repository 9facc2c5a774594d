import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { readCatalogue } from "#server/knowledge/catalogue.ts";
import { checkFolder } from "#server/knowledge/check.ts";
import { readArticles } from "#server/knowledge/checked.ts";
import { coverageOf } from "#server/knowledge/coverage.ts";
import { readDocument } from "#server/knowledge/document.ts";
import { findExamples } from "#server/knowledge/examples.ts";
import { readFolder } from "#server/knowledge/files.ts";
import { refusal, splitStatements } from "#server/knowledge/statements.ts";
import { root } from "#server/platform/root.ts";
import { proseOf, sentencesOf, wordsOf } from "./prose.ts";

const folder = path.join(root, "knowledge");
const { files, shelves, problems } = readFolder(folder);
const { articles } = readArticles(files);
const texts = files.flatMap(({ name, source }) => {
  const read = readDocument(source);
  return read.ok ? [{ name, source, ...read.document }] : [];
});
const read = readCatalogue(folder);
assert.ok(read.ok, "catalogue.yaml can be read");
const { groups } = read.catalogue;
const entries = groups.flatMap((group) => group.entries);

test("the shipped knowledge is clean", () => {
  assert.deepEqual(problems, []);
  assert.deepEqual(checkFolder(folder), []);
});

test("everything the catalogue asks for is documented", () => {
  const { percent, missing } = coverageOf({ groups }, articles);
  assert.deepEqual(
    missing.map(({ id }) => id),
    [],
  );
  assert.equal(percent, 100);
});

test("the catalogue asks for the 23 functions, the 109 troubles, the guides and the runbooks", () => {
  const functions = entries.filter((entry) => entry.function);
  assert.equal(functions.length, 23);
  for (const { id, function: called } of functions) {
    const own = articles.filter((one) => one.type === "reference" && one.function === called);
    assert.equal(own.length, 1, `${called} has ${own.length} reference articles`);
    assert.ok(own[0]?.covers.includes(id), `${own[0]?.file} does not cover ${id}`);
  }
  const troubles = Array.from({ length: 109 }, (_, place) => `T${String(place + 1).padStart(2, "0")}`);
  const known = new Set(entries.map(({ id }) => id));
  assert.deepEqual(
    troubles.filter((id) => !known.has(id)),
    [],
  );
  assert.ok(entries.filter(({ id }) => /^[GF]-/.test(id)).length >= 35);
  assert.ok(entries.filter(({ id }) => id.startsWith("R-")).length >= 12);
});

test("what an article covers is in the catalogue", () => {
  const known = new Set(entries.map(({ id }) => id));
  for (const { file, covers } of articles)
    for (const id of covers) assert.ok(known.has(id), `${file} covers ${id}, which the catalogue does not know`);
});

test("every shelf is listed and holds something", () => {
  for (const { slug, summary } of shelves) {
    assert.ok(summary !== "", `categories.yaml does not list ${slug}`);
    assert.ok(
      files.some(({ category }) => category === slug),
      `nothing lies on ${slug}`,
    );
  }
});

test("an article can be found by the words of those who ask", () => {
  for (const { name, facts } of texts)
    assert.ok(facts.terms.length >= 5, `${name} has ${facts.terms.length} terms; what would somebody type?`);
  const words = texts.flatMap(({ facts }) => facts.terms.map((term) => term.toLowerCase()));
  for (const term of ["undo", "revert", "rollback", "column disappeared", "cannot create table"])
    assert.ok(words.includes(term), `nobody finds anything by "${term}"`);
});

test("a summary says the answer in a breath", () => {
  for (const { name, summary } of texts) {
    assert.ok(summary.length <= 200, `${name}: ${summary.length} characters`);
    assert.match(summary, /[.!?]$/, name);
  }
});

test("sentences are short enough for three in the morning", () => {
  for (const { name, body } of texts) {
    const sentences = proseOf(body).flatMap(sentencesOf);
    const lengths = sentences.map(wordsOf);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    assert.ok(mean <= 16, `${name}: ${mean.toFixed(1)} words in the mean`);
    const longest = sentences[lengths.indexOf(Math.max(...lengths))] ?? "";
    assert.ok(wordsOf(longest) <= 36, `${name}: ${longest}`);
  }
});

test("nothing was left to be filled in", () => {
  for (const { name, source } of texts) {
    assert.doesNotMatch(source, /\b(TODO|TBD|FIXME|XXX|lorem|ipsum)\b|\?\?\?|coming soon/i, name);
    assert.doesNotMatch(source, /\b(please|simply|obviously)\b/i, `${name}: say it without`);
  }
});

test("links say where they lead", () => {
  for (const { name, body } of texts) assert.doesNotMatch(body, /\[(here|click here|this|link)\]\(/i, name);
});

test("checked examples are of a kind that may run", () => {
  let count = 0;
  for (const { name, source } of texts)
    for (const { place, statement, writes } of findExamples(source).examples) {
      count += 1;
      const statements = splitStatements(statement);
      assert.ok(statements.length > 0, `${name}, example ${place} is empty`);
      for (const one of statements) assert.equal(refusal(one, writes), null, `${name}, example ${place}`);
    }
  assert.ok(count >= 300, `${count} checked examples`);
});
