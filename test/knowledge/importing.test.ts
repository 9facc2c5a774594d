import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { findArticle, listCategories } from "#server/knowledge/articles.ts";
import { settleConflict } from "#server/knowledge/conflicts.ts";
import { importArticles, redrawOld } from "#server/knowledge/importing.ts";
import { keepInStep } from "#server/knowledge/library.ts";
import { suggestArticles } from "#server/knowledge/searching.ts";
import * as store from "#server/knowledge/writing-store.ts";
import { Refusal } from "#server/platform/errors.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { openShelf, type Shelf } from "./shelf.ts";
import { revise } from "./writing.ts";

const FILE = "branches/no-commits-found.md";
const SLUG = "no-commits-found";

onEachEngine("articles from files", (engine) => {
  let house: House;
  let shelf: Shelf;
  beforeEach(async () => {
    house = await buildHouse({ engine });
    shelf = openShelf();
    await read();
  });
  afterEach(async () => {
    shelf.close();
    await house.close();
  });

  const read = () => importArticles(house.ctx, shelf.folder);
  const article = (slug = SLUG) => findArticle(house.ctx, house.cast.dee, slug);
  const choose = (slug: string, choice: "file" | "portal", seen: { revision: number; fileHash: string | null }) =>
    settleConflict(house.ctx, house.cast.dee, slug, choice, seen);
  const edit = (to: string) => revise(house, SLUG, (source) => source.replace(/^summary: .*$/m, `summary: ${to}`));
  const conflict = async () => {
    const [first] = await store.conflicts(house.ctx.db, 50);
    assert.ok(first, "there is a conflict");
    return first;
  };

  test("reading the same folder again changes nothing", async () => {
    const report = await read();
    assert.deepEqual(
      { ...report, problems: [] },
      { added: 0, updated: 0, archived: 0, revived: 0, conflicts: 0, unchanged: 8, problems: [] },
    );
  });

  test("a changed file is a new revision; a removed one goes away and comes back", async () => {
    const before = await article();
    shelf.replace(FILE, "The repository is empty.", "Nothing was committed.");
    assert.equal((await read()).updated, 1);
    const changed = await article();
    assert.equal(changed.revision, before.revision + 1);
    assert.match(changed.summary, /^Nothing was committed/);
    shelf.remove(FILE);
    assert.equal((await read()).archived, 1);
    await assert.rejects(article(), Refusal);
    shelf.write(FILE, openedText());
    await read();
    assert.match((await article()).summary, /^The repository is empty/);
  });

  test("shelves count what lies on them, per reader", async () => {
    const count = async (person: House["cast"]["ada"] | null) =>
      (await listCategories(house.ctx, person)).map(({ slug, count }) => [slug, count]);
    assert.deepEqual(await count(null), [
      ["branches", 3],
      ["access", 2],
      ["monitoring", 1],
    ]);
    assert.deepEqual(await count(house.cast.ada), [
      ["branches", 4],
      ["access", 2],
      ["monitoring", 1],
    ]);
    assert.deepEqual(await count(house.cast.bo), [
      ["branches", 4],
      ["access", 3],
      ["monitoring", 1],
    ]);
    shelf.remove(FILE);
    await read();
    assert.deepEqual((await count(null))[0], ["branches", 2]);
  });

  test("an article edited here is not overwritten; the admin chooses the file", async () => {
    await edit("Written here.");
    shelf.replace(FILE, "The repository is empty.", "Nothing was committed.");
    assert.equal((await read()).conflicts, 1);
    assert.equal((await article()).summary, "Written here.");
    assert.equal((await read()).conflicts, 0, "told once");
    const { revision, fileHash } = await conflict();
    await choose(SLUG, "file", { revision, fileHash });
    assert.match((await article()).summary, /^Nothing was committed/);
    assert.deepEqual(await store.conflicts(house.ctx.db, 5), []);
    assert.equal((await read()).unchanged, 8);
  });

  test("or keeps what was written here, until the file changes once more", async () => {
    await edit("Written here.");
    shelf.replace(FILE, "The repository is empty.", "Nothing was committed.");
    await read();
    const { revision, fileHash } = await conflict();
    await choose(SLUG, "portal", { revision, fileHash });
    await read();
    assert.equal((await article()).summary, "Written here.");
    assert.deepEqual(await store.conflicts(house.ctx.db, 5), []);
    shelf.replace(FILE, "Nothing was committed.", "No commit was made.");
    assert.equal((await read()).conflicts, 1);
  });

  test("a choice made on an older view is refused", async () => {
    await edit("Written here.");
    shelf.replace(FILE, "The repository is empty.", "Nothing was committed.");
    await read();
    const { revision, fileHash } = await conflict();
    shelf.replace(FILE, "Nothing was committed.", "No commit was made.");
    await read();
    await assert.rejects(choose(SLUG, "file", { revision, fileHash }), { status: 409 });
    await assert.rejects(settleConflict(house.ctx, house.cast.bo, SLUG, "file", { revision, fileHash }), {
      status: 404,
    });
  });

  test("an edited article whose file is gone stays until the admin lets it go", async () => {
    await edit("Written here.");
    shelf.remove(FILE);
    assert.equal((await read()).conflicts, 1);
    assert.equal((await article()).summary, "Written here.");
    const { revision } = await conflict();
    await choose(SLUG, "file", { revision, fileHash: null });
    await assert.rejects(article(), Refusal);
  });

  test("a bad file is said by name and reason, and the others go on", async () => {
    shelf.write("branches/broken.md", "no front matter");
    shelf.write("branches/Loud Name.md", "x");
    shelf.write("monitoring/create-branch.md", shelf.read("branches/create-branch.md"));
    shelf.write("monitoring/picture.md", Buffer.from([0xff, 0xfe, 0xff]));
    shelf.replace(FILE, "## Cause", "## Reason");
    const { problems, archived } = await read();
    const reasons = new Map(problems.map(({ file, reason }) => [file, reason]));
    assert.match(reasons.get("branches/broken.md") ?? "", /front matter/);
    assert.match(reasons.get("branches/Loud Name.md") ?? "", /lower case/);
    assert.match(reasons.get("monitoring/create-branch.md") ?? "", /branches\/create-branch\.md has the same name/);
    assert.match(reasons.get("monitoring/picture.md") ?? "", /UTF-8/);
    assert.match(reasons.get(FILE) ?? "", /"Cause" is missing/);
    assert.equal(archived, 0);
    assert.match((await article()).summary, /^The repository is empty/, "the good text before it stays");
    const told = (await store.problems(house.ctx.db)).map(({ file }) => file);
    assert.equal(told.length, 5);
  });

  test("an empty or missing folder archives nothing", async () => {
    const { problems, archived } = await importArticles(house.ctx, `${shelf.folder}/nowhere`);
    assert.equal(archived, 0);
    assert.match(problems.map(({ reason }) => reason).join(" "), /no article/);
    assert.ok(await article());
  });

  test("what a command brought in is found in the running portal", async () => {
    const isFound = () =>
      house.ctx.search.search({ words: "xylophone", audience: "everyone" }).results.map(({ slug }) => slug);
    const isSuggested = async () =>
      (await suggestArticles(house.ctx, house.cast.bo, "Where do I play the xylophone?", 4)).map(({ slug }) => slug);
    shelf.replace(FILE, "then create the branch.", "then play the xylophone.");
    await read();
    assert.deepEqual(isFound(), []);
    assert.deepEqual(await isSuggested(), []);
    await house.settle();
    assert.deepEqual(isFound(), [SLUG]);
    assert.deepEqual(await isSuggested(), [SLUG], "what was near before is asked anew");
    shelf.remove(FILE);
    await read();
    await keepInStep(house.ctx);
    assert.deepEqual(isFound(), []);
    assert.deepEqual(await isSuggested(), []);
  });

  test("a new renderer draws the stored articles anew", async () => {
    await house.ctx.db.updateTable("article").set({ html: "old", drawn_with: 0 }).where("slug", "=", SLUG).execute();
    await redrawOld(house.ctx);
    assert.match((await article()).html, /id="s-symptom"/);
  });
});

function openedText(): string {
  const fresh = openShelf();
  const text = fresh.read(FILE);
  fresh.close();
  return text;
}
