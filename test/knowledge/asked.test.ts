import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { byPortal } from "#server/audit/trail.ts";
import { asTerm, isSaid, withTerm } from "#server/knowledge/asked.ts";
import { wordsBefore } from "#server/knowledge/learning.ts";
import { addPerson } from "#server/people/actions.ts";
import { findPerson } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, MINUTE } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import type { Visitor } from "#test/support/visitor.ts";

const PAGE = "/articles/storage-grows-without-end";

test("only what could be a search term becomes one", () => {
  for (const [typed, term] of [
    ["Prune OLD  log?", "prune old log"],
    ['"disk fills up"', "disk fills up"],
    ["ERROR: x\nCONTEXT: y", null],
    ["a", null],
    ["the of and", null],
    ["one two three four five six seven words", null],
    ["x".repeat(61), null],
    ["mail to [email]", null],
  ] as const)
    assert.equal(asTerm(typed), term, typed);
});

test("what an article says already is not offered", () => {
  assert.ok(isSaid("storage growing", ["Storage grows without end"]));
  assert.ok(!isSaid("storage shrinking", ["Storage grows without end"]));
  assert.ok(isSaid("grow storage", ["Storage grows without end"]));
  assert.ok(isSaid("dump", ["backup", "dumps"]));
  assert.ok(!isSaid("dump backup", ["backup", "dump"]), "each alone is not both");
});

test("the last search before an article led to it, the ones before were reworded; an opening ends a search", () => {
  const search = (text: string | null, at = 0) => ({ at, type: "search" as const, text });
  const click = { at: 0, type: "click" as const, text: null };
  assert.deepEqual(wordsBefore([search("old one"), click, search("fills up"), search("disk full"), click]), [
    { words: "fills up", missed: 1 },
    { words: "disk full", missed: 0 },
  ]);
  assert.deepEqual(wordsBefore([search(null), click]), []);
  assert.deepEqual(wordsBefore([click]), []);
});

test("a term goes into the front matter, and the rest stays as it was written", () => {
  const source = (terms: string) =>
    `---\ntitle: "T: it's"\n# why\n${terms}codes: ["08006"]\n---\n\n## Symptom\n\nterms: none\n`;
  assert.equal(withTerm(source("terms: [one, two]\n"), "disk full"), source("terms: [one, two, disk full]\n"));
  assert.equal(withTerm(source("terms:\n  - one\n"), "disk full"), source("terms:\n  - one\n  - disk full\n"));
  assert.match(withTerm(source(""), "disk full"), /\nterms: \[disk full\]\n---\n\n## Symptom/);
  assert.match(withTerm(source("terms: one\n"), "disk full"), /terms: \[one, disk full\]/);
  assert.match(withTerm(source("terms: [one]\n"), "what: [now"), /terms: \[one, "what: \[now"\]/);
  for (const broken of ["no front matter", "---\nterms: [one\n---\n\nText"])
    assert.equal(withTerm(broken, "x"), broken);
});

onEachEngine("askers' own words", (engine) => {
  let house: House;
  let bo: Visitor;
  let fay: Person;
  before(async () => {
    house = await buildHouse({ engine });
    bo = await house.as(house.cast.bo);
    const account = { email: "fay@example.test", name: "Fay", role: "requester", team: null } as const;
    fay = (await findPerson(house.ctx, await addPerson(house.ctx, byPortal, account))) as Person;
  });
  after(() => house.close());

  const search = async (visitor: Visitor, ...words: string[]) => {
    for (const one of words) {
      await visitor.get(`/search?q=${encodeURIComponent(one)}`);
      await house.wait(20_000);
    }
    await visitor.get(`${PAGE}?q=${encodeURIComponent(words.at(-1) ?? "")}&via=search-1`);
    await house.wait(3 * MINUTE);
  };
  const editor = async () => (await bo.get(`${PAGE}/edit`)).text;

  test("words of three readers are offered to writers, those of fewer are not, however they take turns", async () => {
    const ada = await house.as(house.cast.ada);
    const zoe = await house.as(house.cast.zoe);
    await search(ada, "drive fills up", "storage keeps growing");
    await search(ada, "drive fills up", "my own secret words");
    await search(zoe, "drive fills up", "storage");
    await search(ada, "drive fills up", "storage keeps growing");
    await search(zoe, "drive fills up", "storage");
    assert.doesNotMatch(await editor(), /People searched for/);
    await search(await house.as(fay), "drive fills up", "storage");
    const text = await editor();
    assert.match(text, /“drive fills up”<\/span><span class="hint">3 readers, reworded 6 times before it was found/);
    assert.doesNotMatch(text, /my own secret words/);
  });

  test("what staff typed is no asker's word", async () => {
    const cy = await house.as(house.cast.cy);
    await search(cy, "staff jargon");
    await search(bo, "staff jargon");
    assert.doesNotMatch(await editor(), /staff jargon/);
  });

  test("an accepted word goes into the text being written, and is published with it", async () => {
    const source = sourceIn(await editor()).replace("## Cause\n", "## Cause\n\nBeing written.\n");
    const { status, text } = await bo.post(`${PAGE}/terms`, { base: "1", source, term: "drive fills up" });
    assert.equal(status, 200);
    const grown = sourceIn(text);
    assert.match(grown, /^terms: \[.*drive fills up\]$/m);
    assert.match(grown, /Being written\./);
    assert.doesNotMatch(text, /“drive fills up”<\/span>/, "it is said now");
    assert.match(text, /stands in the text now/);
    const ada = await house.as(house.cast.ada);
    assert.doesNotMatch((await ada.get(PAGE)).text, /Being written/);
    const saved = await bo.post(`${PAGE}/revisions`, { base: "1", source: grown });
    const draft = saved.location?.replace(/\/edit$/, "");
    const cy = await house.as(house.cast.cy);
    assert.equal((await cy.post(`${draft}/publication`, { save: "1" })).location, PAGE);
    const { results } = JSON.parse((await ada.get("/search.json?q=drive+fills+up")).text);
    assert.equal(results[0].slug, "storage-grows-without-end");
    assert.doesNotMatch(await editor(), /drive fills up”<\/span>/);
  });

  test("a dismissed word is not offered again", async () => {
    for (const person of [house.cast.ada, house.cast.zoe, fay])
      await search(await house.as(person), "bananas everywhere");
    const source = `${sourceIn(await editor())}\nHalf a thought.\n`;
    assert.match(await editor(), /bananas everywhere/);
    const { status, text } = await bo.post(`${PAGE}/dismissed-terms`, {
      base: "2",
      source,
      term: "bananas everywhere",
    });
    assert.equal(status, 200);
    assert.match(sourceIn(text), /Half a thought/);
    assert.doesNotMatch(await editor(), /bananas everywhere/);
    await search(await house.as(house.cast.ada), "bananas everywhere");
    assert.doesNotMatch(await editor(), /bananas everywhere/);
  });

  test("a form without a word comes back with everything typed", async () => {
    for (const end of ["terms", "dismissed-terms"]) {
      const { status, text } = await bo.post(`${PAGE}/${end}`, { base: "2", source: "My text.", term: "" });
      assert.equal(status, 422);
      assert.match(text, /My text\./);
    }
  });

  test("requesters see nothing of it and decide nothing", async () => {
    const ada = await house.as(house.cast.ada);
    assert.equal((await ada.get(`${PAGE}/edit`)).status, 404);
    for (const end of ["terms", "dismissed-terms"])
      assert.equal((await ada.post(`${PAGE}/${end}`, { base: "2", source: "x", term: "x" })).status, 403);
    assert.equal((await bo.post("/articles/not-there/terms", { base: "1", source: "x", term: "x" })).status, 404);
  });

  test("words are forgotten when the searches are", async () => {
    await house.wait(91 * DAY);
    assert.equal(
      (await house.ctx.db.selectFrom("asked_words").selectAll().execute()).length,
      0,
      "whoever reads or not",
    );
    await search(await house.as(house.cast.ada), "something new");
    const left = await house.ctx.db.selectFrom("asked_words").select("words").execute();
    assert.deepEqual(
      left.map(({ words }) => words),
      ["something new"],
    );
  });
});

const sourceIn = (page: string) =>
  (/<textarea class="source" id="source"[^>]*>\n?([\s\S]*?)<\/textarea>/.exec(page)?.[1] ?? "")
    .replaceAll("&#34;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
