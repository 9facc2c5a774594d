import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { articlesBySlugs, findArticle, newestArticles } from "#server/knowledge/articles.ts";
import { suggestArticles } from "#server/knowledge/searching.ts";
import type { Person } from "#server/people/person.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const OPEN = "no-commits-found";
const SIGNED_IN = "branch-already-exists";
const STAFF = "rotate-the-support-key";
/** A word that stands in the staff's article and nowhere else. */
const MARKER = "zanzibar";

onEachEngine("who may read what", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine, config: { publicKnowledge: true } });
  });
  after(() => house.close());

  const readers = (): [string, Person | null, string[]][] => [
    ["a visitor", null, [OPEN]],
    ["a requester", house.cast.ada, [OPEN, SIGNED_IN]],
    ["an agent", house.cast.bo, [OPEN, SIGNED_IN, STAFF]],
    ["a manager", house.cast.cy, [OPEN, SIGNED_IN, STAFF]],
    ["an admin", house.cast.dee, [OPEN, SIGNED_IN, STAFF]],
  ];

  test("each article opens for its audience and is not there for the others", async () => {
    for (const [who, person, open] of readers()) {
      const visitor = await house.as(person);
      for (const slug of [OPEN, SIGNED_IN, STAFF]) {
        const isOpen = open.includes(slug);
        const { status, text } = await visitor.get(`/articles/${slug}`);
        assert.equal(status, isOpen ? 200 : 404, `${who}, ${slug}`);
        const nothing = await visitor.get(`/articles/${slug.replace(/.$/, "x")}`);
        if (!isOpen)
          assert.equal(
            text.replaceAll(slug, "").length,
            nothing.text.replaceAll(slug.replace(/.$/, "x"), "").length,
            `${who}: the two look alike`,
          );
      }
    }
  });

  test("no list, search, suggestion or count shows what may not be read", async () => {
    for (const [who, person, open] of readers()) {
      const visitor = await house.as(person);
      const isStaff = open.includes(STAFF);
      for (const address of [
        `/search?q=${MARKER}`,
        `/search/suggest?q=${MARKER}`,
        `/search.json?q=${MARKER}`,
        "/search?q=support+key",
        "/articles",
        "/categories/access",
        `/articles/${OPEN}`,
        `/categories/access?after=${STAFF}`,
      ]) {
        const { status, text: whole } = await visitor.get(address);
        // Where they are they know: a page may hold its own address.
        const text = whole.replaceAll(address, "").replaceAll(encodeURIComponent(address), "");
        assert.equal(status, 200, `${who}, ${address}`);
        const mayShow = isStaff && !address.includes("after=");
        if (!mayShow) assert.doesNotMatch(text, new RegExp(`${STAFF}|Rotate the support key`), `${who}, ${address}`);
        else assert.match(text, /rotate-the-support-key/, `${who}, ${address}`);
      }
      assert.match((await visitor.get("/categories/access")).text, isStaff ? /3 articles/ : /2 articles/);
      const found = house.ctx.search.search({ words: MARKER, audience: isStaff ? "staff" : "signed-in" });
      assert.equal(found.total, isStaff ? 1 : 0);
    }
  });

  test("what other rooms ask for is narrowed the same way", async () => {
    const { ctx, cast } = house;
    const slugs = [STAFF, SIGNED_IN, OPEN, "nothing-here", OPEN];
    const open = async (person: Person | null) => (await articlesBySlugs(ctx, person, slugs)).map(({ slug }) => slug);
    assert.deepEqual(await open(null), [OPEN]);
    assert.deepEqual(await open(cast.ada), [SIGNED_IN, OPEN]);
    assert.deepEqual(await open(cast.bo), [STAFF, SIGNED_IN, OPEN]);
    await assert.rejects(findArticle(ctx, cast.ada, STAFF), { status: 404 });
    assert.ok(!(await newestArticles(ctx, cast.ada, 50)).some(({ slug }) => slug === STAFF));
    assert.ok(
      !(await suggestArticles(ctx, cast.ada, `how do I rotate the key ${MARKER}`, 10)).some(
        ({ slug }) => slug === STAFF,
      ),
    );
  });

  test("where the knowledge is not open, a visitor is asked to sign in", async () => {
    const closed = await buildHouse({ engine });
    try {
      const visitor = await closed.as(null);
      for (const address of [
        "/articles",
        `/articles/${OPEN}`,
        "/search?q=x",
        "/search.json?q=x",
        "/search/suggest?q=x",
        "/categories/access",
      ])
        assert.equal((await visitor.get(address)).location, `/sign-in?next=${encodeURIComponent(address)}`);
    } finally {
      await closed.close();
    }
  });
});
