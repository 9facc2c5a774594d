import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { readSynonyms, SYNONYMS_FILE } from "#server/knowledge/synonyms.ts";
import { DAY, MINUTE } from "#server/platform/clock.ts";
import { root } from "#server/platform/root.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { openShelf } from "./shelf.ts";

const read = (text: string | null) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "firstline-synonyms-"));
  if (text !== null) writeFileSync(path.join(folder, SYNONYMS_FILE), text);
  const result = readSynonyms(folder);
  rmSync(folder, { recursive: true });
  return result;
};

test("groups lead both ways or one way, one word or several", () => {
  const { groups, problems } = read("- [undo, roll back]\n- from: bookmark\n  to: [tag, commit]\n# a remark\n");
  assert.deepEqual(groups, [{ words: ["undo", "roll back"] }, { from: ["bookmark"], to: ["tag", "commit"] }]);
  assert.deepEqual(problems, []);
});

test("what cannot be read is said by its place and costs the others nothing", () => {
  const { groups, problems } = read("- [a, b]\n- alone\n- [one]\n- {from: x}\n- {from: x, to: y, too: z}\n- [c, d]\n");
  assert.deepEqual(groups, [{ words: ["a", "b"] }, { words: ["c", "d"] }]);
  assert.deepEqual(problems, [{ file: SYNONYMS_FILE, reason: "No group of words: entry 2, 3, 4, 5." }]);
  for (const broken of ["a: b", "text", "[", `- [${"&a a".repeat(3)}`])
    assert.equal(read(broken).problems.length, 1, broken);
  assert.deepEqual(read(null), { groups: [], problems: [] }, "a folder need not have any");
});

test("what the portal ships with can be read", () => {
  const { groups, problems } = readSynonyms(path.join(root, "knowledge"));
  assert.deepEqual(problems, []);
  assert.ok(groups.length > 50);
});

test("an admin makes the portal read words anew; others cannot", async () => {
  const shelf = openShelf();
  const house: House = await buildHouse({ config: { knowledgeDir: shelf.folder } });
  try {
    const ada = await house.as(house.cast.ada);
    const dee = await house.as(house.cast.dee);
    const first = async () => JSON.parse((await ada.get("/search.json?q=gluttony")).text).results[0]?.slug;
    assert.equal(await first(), undefined);
    shelf.write(SYNONYMS_FILE, "- [gluttony, storage grows]\n- broken\n");
    assert.equal((await ada.post("/admin/knowledge/imports")).status, 403);
    assert.equal(await first(), undefined);
    assert.equal((await dee.post("/admin/knowledge/imports")).status, 303);
    assert.equal(await first(), "storage-grows-without-end");
    assert.match((await ada.get("/search?q=gluttony")).text, /Also searched: storage grows/);
    assert.match((await dee.get("/admin/knowledge")).text, /synonyms\.yaml/);
  } finally {
    shelf.close();
    await house.close();
  }
});

let house: House;
before(async () => {
  house = await buildHouse();
});
after(() => house.close());

test("letters that are being typed are in no record; a finished search is, with whether it was answered", async () => {
  const ada = await house.as(house.cast.ada);
  for (const words of ["br", "bran", "branch alr"]) await ada.get(`/search/suggest?q=${encodeURIComponent(words)}`);
  await house.wait(5000);
  const searches = () => house.ctx.db.selectFrom("event").select("data").where("type", "=", "search").execute();
  assert.deepEqual(await searches(), []);
  await ada.get("/search?q=branch+already+exists");
  await ada.get("/search?q=kubernetes+pod+evicted");
  await house.wait(5000);
  const found = (await searches()).map(({ data }) => JSON.parse(data).answered);
  assert.deepEqual(found.sort(), [false, true]);
});

test("what readers voted and somebody vouches for puts one of two near-equals first", async () => {
  const { ctx } = house;
  const { id: article_id, ...article } = await ctx.db
    .selectFrom("article")
    .selectAll()
    .where("slug", "=", "storage-grows-without-end")
    .executeTakeFirstOrThrow();
  const revision = await ctx.db.selectFrom("article_revision").selectAll().limit(1).executeTakeFirstOrThrow();
  const version = article.version + 1;
  await ctx.db
    .insertInto("article")
    .values({ ...article, slug: "storage-twin", version })
    .execute();
  await ctx.db
    .insertInto("counter")
    .values({ name: "knowledge.version", value: version })
    .onConflict((one) => one.column("name").doUpdateSet({ value: version }))
    .execute();
  await house.wait(5000);
  const order = () =>
    ctx.search
      .search({ words: "storage grows", audience: "everyone" })
      .results.map(({ slug }) => slug)
      .slice(0, 2);
  assert.deepEqual(order(), ["storage-grows-without-end", "storage-twin"]);
  const twin = await ctx.db
    .selectFrom("article")
    .select("id")
    .where("slug", "=", "storage-twin")
    .executeTakeFirstOrThrow();
  await ctx.db
    .insertInto("article_revision")
    .values({ ...revision, article_id: twin.id, number: article.revision })
    .execute();
  const people = Object.values(house.cast).map(({ id }) => id);
  await ctx.db
    .insertInto("vote")
    .values(
      people.map((person_id) => ({
        article_id: twin.id,
        revision: article.revision,
        person_id,
        helpful: "yes" as const,
        reason: null,
        comment: null,
        voted_at: 0,
      })),
    )
    .execute();
  await house.wait(6 * MINUTE);
  assert.deepEqual(order(), ["storage-twin", "storage-grows-without-end"]);
  const now = ctx.clock.now();
  const first = { article_id: article_id, owner_id: null, verified_at: now, verified_until: now + DAY };
  await ctx.db.insertInto("article_care").values(first).execute();
  await ctx.db.deleteFrom("vote").execute();
  await house.wait(6 * MINUTE);
  assert.deepEqual(order(), ["storage-grows-without-end", "storage-twin"], "somebody vouches for the first");
  await house.wait(2 * DAY);
  assert.deepEqual(order(), ["storage-twin", "storage-grows-without-end"], "and no longer does");
});
