import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import type { SearchDocument } from "#server/search/search.ts";
import { openSearchIndex } from "#server/search/search.ts";
import { doc, open, slugs } from "./documents.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "firstline-index-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const many = (count: number): SearchDocument[] =>
  Array.from({ length: count }, (_, place) => doc(`article-${place}`, { body: `number${place} of many words` }));
const file = () => path.join(directory, "search-index.bin");

test("what is published is found as soon as it is put, what is removed is gone, and others stay", async () => {
  const index = await open(many(100));
  index.put(doc("new-one", { title: "Xylophones are missing" }));
  assert.deepEqual(slugs(index, "xylophone"), ["new-one"]);
  index.put(doc("article-7", { body: "rewritten about trombones" }));
  assert.deepEqual(slugs(index, "number7"), []);
  assert.deepEqual(slugs(index, "trombones"), ["article-7"]);
  index.remove("article-7");
  index.remove("article-8");
  index.remove("never-there");
  assert.deepEqual(slugs(index, "trombones"), []);
  assert.deepEqual(slugs(index, "number8"), []);
  assert.deepEqual(slugs(index, "number9"), ["article-9"]);
  index.put(doc("article-8", { body: "number8 is back" }));
  assert.deepEqual(slugs(index, "number8"), ["article-8"]);
  assert.equal(index.search({ words: "many words", audience: "everyone" }).total, 98);
  await index.close();
});

test("an article that moves to another circle leaves the old one", async () => {
  const index = await open(many(60));
  index.put(doc("article-3", { body: "number3", audience: "staff" }));
  assert.deepEqual(slugs(index, "number3"), []);
  assert.deepEqual(slugs(index, "number3", { audience: "staff" }), ["article-3"]);
  index.put(doc("article-3", { body: "number3" }));
  assert.deepEqual(slugs(index, "number3"), ["article-3"]);
  await index.close();
});

test("the next start takes what was kept, and mends what changed meanwhile", async () => {
  const documents = many(120);
  await (await open(documents, { directory })).close();
  const kept = statSync(file());
  const changed = [...documents.slice(2), doc("article-1", { body: "tubas now" }), doc("fresh", { body: "violins" })];
  const index = await open(changed, { directory });
  assert.equal(statSync(file()).mtimeMs, kept.mtimeMs, "nothing was built");
  assert.deepEqual(slugs(index, "tubas"), ["article-1"]);
  assert.deepEqual(slugs(index, "violins"), ["fresh"]);
  assert.deepEqual(slugs(index, "number0"), []);
  assert.deepEqual(slugs(index, "number1"), []);
  assert.deepEqual(slugs(index, "number77"), ["article-77"]);
  await index.close();
});

test("a kept index that is torn, foreign or of other articles is not believed", async () => {
  const documents = many(120);
  await (await open(documents, { directory })).close();
  const whole = readFileSync(file());
  const torn = Buffer.from(whole);
  torn[torn.length - 100] = (torn[torn.length - 100] ?? 0) ^ 1;
  for (const [what, bytes] of [
    ["flipped", torn],
    ["cut off", whole.subarray(0, whole.length / 2)],
    ["another version's", Buffer.from(whole.toString("latin1").replace(/"madeBy":"./, '"madeBy":"!'), "latin1")],
    ["nonsense", Buffer.from("not an index")],
    ["empty", Buffer.alloc(0)],
  ] as const) {
    writeFileSync(file(), bytes);
    const index = await open(documents, { directory });
    assert.deepEqual(slugs(index, "number77"), ["article-77"], what);
    await index.close();
    assert.deepEqual(readFileSync(file()).subarray(-200), whole.subarray(-200), `${what}: made anew`);
  }
  const others = Array.from({ length: 120 }, (_, place) => doc(`other-${place}`, { body: `thing${place}` }));
  const index = await open(others, { directory });
  assert.deepEqual(slugs(index, "number77"), []);
  assert.deepEqual(slugs(index, "thing77"), ["other-77"]);
  await index.close();
});

test("while a new index is made the old one answers, and what is published meanwhile is in both", async () => {
  let documents = many(150);
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let isFirst = true;
  const index = await openSearchIndex({
    directory: null,
    source: async function* () {
      yield documents.slice(0, 100);
      if (!isFirst) await gate;
      isFirst = false;
      yield documents.slice(100);
    },
  });
  documents = [...many(149), doc("fresh", { body: "violins" })];
  const done = index.rebuild();
  assert.deepEqual(slugs(index, "number149"), ["article-149"], "the old one");
  index.put(doc("urgent", { body: "oboes" }));
  index.remove("article-5");
  assert.deepEqual(slugs(index, "oboes"), ["urgent"]);
  letGo();
  await done;
  assert.deepEqual(slugs(index, "violins"), ["fresh"], "the new one");
  assert.deepEqual(slugs(index, "number149"), []);
  assert.deepEqual(slugs(index, "oboes"), ["urgent"]);
  assert.deepEqual(slugs(index, "number5"), []);
  await index.close();
});

test("where making a new one fails, the old one goes on, and the next try may succeed", async () => {
  let isBroken = false;
  const index = await openSearchIndex({
    directory: null,
    source: async function* () {
      yield many(60);
      if (isBroken) throw new Error("The disk is gone.");
    },
  });
  isBroken = true;
  await assert.rejects(index.rebuild(), /The disk is gone/);
  assert.deepEqual(slugs(index, "number7"), ["article-7"]);
  index.put(doc("later", { body: "oboes" }));
  assert.deepEqual(slugs(index, "oboes"), ["later"]);
  isBroken = false;
  await index.rebuild();
  assert.deepEqual(slugs(index, "oboes"), [], "the source does not know it");
  await index.close();
});

test("many changes make it anew by itself, and trouble with that is told to somebody", async () => {
  const told: unknown[] = [];
  let builds = 0;
  const documents = many(100);
  const index = await openSearchIndex({
    directory: null,
    onTrouble: (error) => told.push(error),
    source: async function* () {
      builds += 1;
      yield documents;
      if (builds === 2) throw new Error("Not now.");
    },
  });
  const change = (place: number) => {
    documents[place] = doc(`article-${place}`, { body: `changed${place}` });
    index.put(documents[place]);
  };
  for (let place = 0; place < 61; place += 1) change(place);
  await index.rebuild();
  assert.equal(builds, 3, "one by itself, one by us");
  assert.match(String(told[0]), /Not now/);
  for (let place = 0; place < 100; place += 1)
    assert.deepEqual(slugs(index, place < 61 ? `changed${place}` : `number${place}`), [`article-${place}`]);
  await index.close();
});

test("closing stops what is being made", async () => {
  let isFirst = true;
  const index = await openSearchIndex({
    directory,
    source: async function* () {
      yield many(80);
      if (!isFirst) await new Promise((resolve) => setTimeout(resolve, 20));
      isFirst = false;
      yield many(120).slice(80);
    },
  });
  const done = assert.rejects(index.rebuild(), /was stopped/);
  await new Promise((resolve) => setImmediate(resolve));
  await index.close();
  await done;
});
