import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { byCommandLine } from "#server/audit/trail.ts";
import { moveArticle } from "#server/knowledge/addresses.ts";
import { checkPublished } from "#server/knowledge/check.ts";
import { linkWarnings } from "#server/knowledge/checking-links.ts";
import { giveOutFolder } from "#server/knowledge/giving-out.ts";
import { importArticles } from "#server/knowledge/importing.ts";
import { keepAnchors } from "#server/knowledge/old-anchors.ts";
import { takeInFolder } from "#server/knowledge/taking-in.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { openShelf } from "./shelf.ts";
import { revise, textOf } from "./writing.ts";

/** The shelf of the tests has one article on purpose whose related one is for the staff. */
const warnings = async ({ ctx }: House, source: string) =>
  (await linkWarnings(ctx, source, "no-commits-found")).filter((sentence) => !sentence.startsWith("Its related"));

const heading = (text: string, level = 2) => ({ level, text, anchor: `s-${text.toLowerCase().replaceAll(" ", "-")}` });
const headings = (...texts: string[]) => texts.map((text) => heading(text));

test("a heading that was renamed is found by its words, by its place, or by what stands before it", () => {
  const before = headings("Symptom", "Run the fix", "Afterwards");
  assert.deepEqual(keepAnchors({}, before, headings("Symptom", "How to run the fix", "Afterwards")), {
    "s-run-the-fix": "s-how-to-run-the-fix",
  });
  assert.deepEqual(keepAnchors({}, before, headings("Symptom", "Afterwards")), { "s-run-the-fix": "s-symptom" });
  assert.deepEqual(keepAnchors({}, before, headings("Symptom", "Stop it", "Run the fix now", "Afterwards")), {
    "s-run-the-fix": "s-run-the-fix-now",
  });
  const twice = keepAnchors({ "s-first": "s-run-the-fix" }, before, headings("Symptom", "The cure", "Afterwards"));
  assert.deepEqual(twice, { "s-first": "s-the-cure", "s-run-the-fix": "s-the-cure" });
  assert.deepEqual(keepAnchors(twice, headings("Symptom", "The cure", "Afterwards"), before), {
    "s-first": "s-run-the-fix",
    "s-the-cure": "s-run-the-fix",
  });
});

onEachEngine("addresses for ever", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine, config: { publicKnowledge: true } });
  });
  after(() => house.close());

  test("an article that moved is found at every address it had, and no other article gets one of them", async () => {
    const { ctx, cast } = house;
    const [bo, visitor] = [await house.as(cast.bo), await house.as(null)];
    await revise(house, "branch-already-exists", (source) => `${source}\nSee [it](/articles/no-commits-found).\n`);
    const moved = await bo.post("/articles/no-commits-found/address", { slug: "nothing-committed-yet" });
    assert.equal(moved.location, "/articles/nothing-committed-yet");
    await bo.post("/articles/nothing-committed-yet/address", { slug: "make-a-commit-first" });

    for (const old of ["no-commits-found", "nothing-committed-yet"]) {
      const answer = await visitor.get(`/articles/${old}?q=commits`);
      assert.equal(answer.status, 301);
      assert.equal(answer.location, "/articles/make-a-commit-first?q=commits", "in one step");
    }
    assert.equal((await visitor.get("/articles/make-a-commit-first")).status, 200);
    const found = ctx.search.search({ words: "commits", audience: "staff" }).results.map(({ slug }) => slug);
    assert.ok(found.includes("make-a-commit-first") && !found.includes("no-commits-found"));

    assert.match((await bo.get("/articles/make-a-commit-first")).text, /Linked from[\s\S]*branch-already-exists/);
    const sentences = (await checkPublished(ctx)).map(({ sentence }) => sentence);
    assert.deepEqual(
      sentences.filter((one) => /no-commits-found .*not there/.test(one)),
      [],
      "links to it still lead there",
    );

    const refused = await bo.post("/articles/branch-already-exists/address", { slug: "no-commits-found" });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /leads there for ever/);
    assert.match(refused.text, /value="no-commits-found"/, "what was typed is still there");
    for (const slug of ["rotate-the-support-key", "Not A Slug", ""])
      assert.equal((await bo.post("/articles/branch-already-exists/address", { slug })).status, 422, slug);

    assert.equal(
      (await moveArticle(ctx, cast.bo, "make-a-commit-first", "no-commits-found")).ok,
      true,
      "it may go back",
    );
    assert.equal((await visitor.get("/articles/make-a-commit-first")).location, "/articles/no-commits-found");
  });

  test("what one may not read does not show by its old address either", async () => {
    const { ctx, cast } = house;
    await moveArticle(ctx, cast.dee, "rotate-the-support-key", "turn-the-support-key");
    const ada = await house.as(cast.ada);
    const [hidden, missing] = [
      await ada.get("/articles/rotate-the-support-key"),
      await ada.get("/articles/rotate-the-support-kez"),
    ];
    assert.equal(hidden.status, 404);
    assert.equal(hidden.text.replaceAll(/\bkey\b/g, ""), missing.text.replaceAll(/\bkez\b/g, ""));
    assert.equal((await (await house.as(cast.cy)).get("/articles/rotate-the-support-key")).status, 301);
    await moveArticle(ctx, cast.dee, "turn-the-support-key", "rotate-the-support-key");
    for (const address of ["/articles/no-commits-found/address", "/knowledge/missing-pages", "/knowledge/links"])
      assert.equal((await ada.get(address)).status, 404, address);
    assert.equal((await ada.post("/articles/no-commits-found/address", { slug: "mine" })).status, 403);
  });

  test("a section that was renamed is found under its old name, without any script", async () => {
    const slug = "no-commits-found";
    const before = await textOf(house, slug);
    const old = before.article.outline.find(({ text }) => text === "Fix");
    assert.ok(old);
    await revise(house, slug, (source) => `${source}\n## Words of old\n\nText.\n`);
    await revise(house, slug, (source) => source.replace("## Words of old", "## Words of new"));
    const { text } = await (await house.as(null)).get(`/articles/${slug}`);
    assert.match(text, /<h2 id="s-words-of-new"><span id="s-words-of-old"><\/span>/);
    assert.deepEqual(await warnings(house, (await textOf(house, slug)).source), []);
  });

  test("each link that leads nowhere is named when it is written, and every night", async () => {
    const { source } = await textOf(house, "no-commits-found");
    const broken = `${source}\n[one](/articles/not-there) [two](#nowhere) [three](/categories/none) [four](/articles/rotate-the-support-key) [five](/articles/no-commits-found#s-fix)\n`;
    assert.deepEqual(await warnings(house, broken), [
      "Its link /articles/not-there leads to an article that is not there.",
      "Its link #s-nowhere names a section that is not there.",
      "Its link /categories/none leads to a category that is not there.",
      "Its link /articles/rotate-the-support-key leads to an article that not all of its readers may see.",
    ]);
    await revise(house, "no-commits-found", () => broken);
    await house.settle();
    const { text } = await (await house.as(house.cast.bo)).get("/knowledge/links");
    assert.match(text, /Its link \/articles\/not-there leads to an article that is not there\./);
    const linked = await (await house.as(house.cast.bo)).get("/articles/rotate-the-support-key");
    assert.match(linked.text, /Linked from[\s\S]*\/articles\/no-commits-found/);
    assert.doesNotMatch(
      (await (await house.as(house.cast.ada)).get("/articles/branch-already-exists")).text,
      /Linked from/,
    );
  });

  test("pages people look for and do not find are work, until they lead somewhere", async () => {
    const { cast } = house;
    const [ada, cy, visitor] = [await house.as(cast.ada), await house.as(cast.cy), await house.as(null)];
    await ada.get("/articles/how-to-branch");
    await visitor.get("/articles/how-to-branch");
    await visitor.get("/docs/branching.html");
    await visitor.get("/articles/crawled", { "user-agent": "Googlebot/2.1" });
    await ada.get("/resets/not-a-real-token-0123456789abcdef");
    await ada.get("/articles/rotate-the-support-key");
    await house.settle();
    const page = await cy.get("/knowledge/missing-pages");
    assert.match(page.text, /<code>\/articles\/how-to-branch<\/code>[\s\S]*?<td class="r num">2<\/td>/);
    assert.match(page.text, /\/docs\/branching\.html/);
    for (const never of [/crawled/, /resets/, /rotate-the-support-key/]) assert.doesNotMatch(page.text, never);

    const send = (goal: string, deed = "redirect") =>
      cy.post("/knowledge/missing-pages", { address: "/docs/branching.html", goal, deed });
    const refused = await send("/articles/not-there");
    assert.equal(refused.status, 422);
    assert.match(refused.text, /Name an article or a category/);
    assert.equal((await send("/articles/branch-already-exists")).status, 303);
    assert.equal((await visitor.get("/docs/branching.html")).status, 404, "a visitor may not read it");
    assert.equal((await ada.get("/docs/branching.html")).location, "/articles/branch-already-exists");
    await cy.post("/knowledge/missing-pages", { address: "/articles/how-to-branch", goal: "", deed: "leave" });
    assert.doesNotMatch((await cy.get("/knowledge/missing-pages")).text, /how-to-branch|branching\.html/);
  });

  test("addresses travel with the files, and a file that was renamed stays its article", async () => {
    const shelf = openShelf();
    const [one, other] = [
      await buildHouse({ engine, config: { knowledgeDir: shelf.folder } }),
      await buildHouse({ engine }),
    ];
    try {
      const { ctx, cast } = one;
      await moveArticle(ctx, cast.dee, "no-commits-found", "commit-first");
      assert.deepEqual((await importArticles(ctx, shelf.folder)).problems, []);
      assert.equal(
        (await textOf(one, "commit-first")).article.slug,
        "commit-first",
        "its file has the old name, and it stays",
      );

      await giveOutFolder(ctx, byCommandLine, shelf.folder);
      assert.match(shelf.read("redirects.yaml"), /\/articles\/no-commits-found: \/articles\/commit-first/);
      const both = await importArticles(ctx, shelf.folder);
      assert.match(both.problems[0]?.reason ?? "", /own file lies here, too/);

      await takeInFolder(other.ctx, byCommandLine, shelf.folder);
      const ada = await other.as(other.cast.ada);
      // The other portal has an article of that name itself, so the line is refused and nothing is taken from it.
      assert.equal((await ada.get("/articles/no-commits-found")).status, 200);

      shelf.write("access/the-key.md", shelf.read("access/rotate-the-support-key.md"));
      shelf.remove("access/rotate-the-support-key.md");
      shelf.write(
        "redirects.yaml",
        "/articles/rotate-the-support-key: /articles/the-key\n/gone: /articles/rotate-the-support-key\n",
      );
      const before = (await textOf(one, "rotate-the-support-key")).article.id;
      await importArticles(ctx, shelf.folder);
      assert.equal((await textOf(one, "the-key")).article.id, before, "its votes and history stay with it");
      const dee = await one.as(cast.dee);
      assert.equal((await dee.get("/articles/rotate-the-support-key")).location, "/articles/the-key");
      assert.equal((await dee.get("/gone")).location, "/articles/the-key");
    } finally {
      await one.close();
      await other.close();
      shelf.close();
    }
  });
});
